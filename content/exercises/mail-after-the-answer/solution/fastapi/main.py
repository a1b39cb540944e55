from fastapi import BackgroundTasks, FastAPI
from mail import confirm

app = FastAPI()


@app.post("/orders/{number}", status_code=202)
def order(number: str, background: BackgroundTasks):
    background.add_task(confirm, number)
    return {"order": number}
