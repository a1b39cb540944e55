from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    # The office's database lets ten in.
    limits = httpx.Limits(max_connections=10)
    async with httpx.AsyncClient(timeout=30) as stock, httpx.AsyncClient(timeout=30, limits=limits) as office:
        yield {"stock": stock, "office": office}


app = FastAPI(lifespan=lifespan)


@app.get("/checkout/{sku}")
async def checkout(sku: str, request: Request) -> dict[str, object]:
    stock = await request.state.stock.get(f"http://stock:8001/stock/{sku}")
    return {"sku": sku, **stock.json()}


@app.get("/office/report")
async def report(request: Request) -> dict[str, object]:
    answer = await request.state.office.get("http://office:8002/report")
    return answer.json()
