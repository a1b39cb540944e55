import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.middleware("http")
async def pass_on(request, call_next):
    return await call_next(request)


@app.middleware("http")
async def slow(request, call_next):
    await asyncio.sleep(0.05)
    return await call_next(request)


@app.get("/")
async def endpoint():
    await asyncio.sleep(0.1)
