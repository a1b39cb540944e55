import asyncio
import time

from fastapi import FastAPI, Request

app = FastAPI()


@app.middleware("http")
async def timing(request: Request, call_next):
    start = time.perf_counter()
    response = await call_next(request)
    response.headers["Server-Timing"] = f"app;dur={(time.perf_counter() - start) * 1000:.0f}"
    return response


@app.get("/orders")
async def orders():
    await asyncio.sleep(0.1)  # a slow query
    return {"orders": []}
