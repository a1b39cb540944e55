import asyncio

from fastapi import FastAPI, HTTPException

app = FastAPI()
connections = asyncio.Semaphore(10)  # the database lets ten in


@app.get("/orders")
async def orders():
    if connections.locked():
        raise HTTPException(503, "busy, try again later", headers={"Retry-After": "1"})
    async with connections:
        await asyncio.sleep(0.2)  # a slow query
    return {"orders": []}
