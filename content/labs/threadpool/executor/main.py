import asyncio
import time

from fastapi import FastAPI

app = FastAPI()


def query() -> list[str]:
    time.sleep(0.1)  # a slow query
    return []


@app.get("/orders")
async def orders():
    return {"orders": await asyncio.to_thread(query)}
