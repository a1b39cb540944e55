import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
def orders():
    time.sleep(0.05)
    return {"orders": []}
