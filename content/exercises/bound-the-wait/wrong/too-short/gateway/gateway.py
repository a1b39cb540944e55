from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, HTTPException, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    async with httpx.AsyncClient(timeout=0.05) as client:
        yield {"client": client}


app = FastAPI(lifespan=lifespan)


@app.get("/checkout/{sku}")
async def checkout(sku: str, request: Request) -> dict[str, object]:
    client: httpx.AsyncClient = request.state.client
    try:
        stock = await client.get(f"http://stock:8001/stock/{sku}")
    except httpx.TimeoutException:
        raise HTTPException(504, "the stock does not answer") from None
    return {"sku": sku, **stock.json()}
