from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    async with httpx.AsyncClient(timeout=2) as client:
        yield {"client": client}


async def get_client(request: Request) -> httpx.AsyncClient:
    return request.state.client


Client = Annotated[httpx.AsyncClient, Depends(get_client)]
app = FastAPI(lifespan=lifespan)


@app.get("/offers/{sku}")
async def offer(sku: str, client: Client):
    customer = await client.get("http://customers:9001/c-1042")
    return {"customer": customer.json(), "stock": {"key": sku}, "price": {"key": sku}}
