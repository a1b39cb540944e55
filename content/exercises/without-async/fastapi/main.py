import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
def orders():
    time.sleep(0.1)  # a slow query, with a driver that knows no await
    return {"orders": []}
