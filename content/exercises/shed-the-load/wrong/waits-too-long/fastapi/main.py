import asyncio

from fastapi import FastAPI, HTTPException

app = FastAPI()
connections = asyncio.Semaphore(10)  # the database lets ten in


@app.get("/orders")
async def orders():
    try:
        await asyncio.wait_for(connections.acquire(), 0.9)
    except TimeoutError:
        raise HTTPException(503, "busy, try again later") from None
    try:
        await asyncio.sleep(0.2)  # a slow query
    finally:
        connections.release()
    return {"orders": []}
