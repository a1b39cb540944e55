from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    # The office's database lets ten in.
    async with httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=10)) as client:
        yield {"client": client}


app = FastAPI(lifespan=lifespan)


@app.get("/checkout/{sku}")
async def checkout(sku: str, request: Request) -> dict[str, object]:
    stock = await request.state.client.get(f"http://stock:8001/stock/{sku}")
    return {"sku": sku, **stock.json()}


@app.get("/office/report")
async def report(request: Request) -> dict[str, object]:
    answer = await request.state.client.get("http://office:8002/report")
    return answer.json()
