import time

from fastapi import FastAPI

app = FastAPI()


async def query():
    time.sleep(0.1)  # a slow query


@app.get("/orders")
async def orders():
    await query()
    return {"orders": []}
