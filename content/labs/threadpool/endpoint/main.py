import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
def orders():
    time.sleep(0.1)  # a query through a driver without async support
    return {"orders": []}
