import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
async def orders():
    await asyncio.sleep(0.01)
    return {"orders": []}
