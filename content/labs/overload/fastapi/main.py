import asyncio

from fastapi import FastAPI

app = FastAPI()
connections = asyncio.Semaphore(4)


@app.get("/orders")
async def orders():
    async with connections:
        await asyncio.sleep(0.4)  # a query, on one of four connections
    return {"orders": []}


@app.get("/health")
async def health():
    return {"status": "ok"}
