from fastapi import FastAPI
from mail import confirm

app = FastAPI()


@app.post("/orders/{number}", status_code=202)
def order(number: str):
    confirm(number)
    return {"order": number}
