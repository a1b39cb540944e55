from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    async with httpx.AsyncClient(timeout=0.5) as client:
        yield {"client": client}


app = FastAPI(lifespan=lifespan)


@app.get("/checkout/{sku}")
async def checkout(sku: str, request: Request) -> dict[str, object]:
    client: httpx.AsyncClient = request.state.client
    stock = await client.get(f"http://stock:8001/stock/{sku}")
    return {"sku": sku, **stock.json()}
