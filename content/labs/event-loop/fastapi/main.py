import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/orders/def")
def orders_def():
    time.sleep(0.1)  # a slow database, say
    return {"orders": []}


@app.get("/orders/async")
async def orders_async():
    await asyncio.sleep(0.1)
    return {"orders": []}


@app.get("/orders/blocking")
async def orders_blocking():
    time.sleep(0.1)  # nothing else on this loop can run meanwhile
    return {"orders": []}
