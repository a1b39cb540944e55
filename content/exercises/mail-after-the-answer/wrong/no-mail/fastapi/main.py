from fastapi import FastAPI

app = FastAPI()


@app.post("/orders/{number}", status_code=202)
def order(number: str):
    return {"order": number}
