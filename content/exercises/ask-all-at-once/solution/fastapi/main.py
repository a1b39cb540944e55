import asyncio
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
    customer, stock, price = await asyncio.gather(
        client.get("http://customers:9001/c-1042"),
        client.get(f"http://stock:9002/{sku}"),
        client.get(f"http://prices:9003/{sku}"),
    )
    return {"customer": customer.json(), "stock": stock.json(), "price": price.json()}
