from fastapi import BackgroundTasks, FastAPI
from mail import confirm

app = FastAPI()


async def send(number: str) -> None:
    confirm(number)


@app.post("/orders/{number}", status_code=202)
async def order(number: str, background: BackgroundTasks):
    background.add_task(send, number)
    return {"order": number}
