import asyncio

from fastapi import FastAPI

app = FastAPI()
connections = asyncio.Semaphore(10)  # the database lets ten in


@app.get("/orders")
async def orders():
    if connections.locked():
        return {"orders": []}
    async with connections:
        await asyncio.sleep(0.2)  # a slow query
    return {"orders": []}
