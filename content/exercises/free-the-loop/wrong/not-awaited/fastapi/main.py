import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
async def orders():
    asyncio.create_task(asyncio.sleep(0.1))  # a slow query
    return {"orders": []}
