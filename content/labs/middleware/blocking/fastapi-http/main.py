import asyncio
import time

from fastapi import FastAPI, Request

app = FastAPI()


@app.middleware("http")
async def rate_limit(request: Request, call_next):
    time.sleep(0.02)  # count this call
    return await call_next(request)


@app.get("/orders")
async def orders():
    await asyncio.sleep(0.1)  # a slow query
    return {"orders": []}
