from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import httpx
from fastapi import Depends, FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, httpx.Client]]:
    with httpx.Client(timeout=2) as client:
        yield {"client": client}


async def get_client(request: Request) -> httpx.Client:
    return request.state.client


app = FastAPI(lifespan=lifespan)


@app.get("/offers/{sku}")
async def offer(sku: str, client: Annotated[httpx.Client, Depends(get_client)]):
    customer = client.get("http://customers:9001/c-1042")  # blocks the loop, three times
    stock = client.get(f"http://stock:9002/{sku}")
    price = client.get(f"http://prices:9003/{sku}")
    return {"customer": customer.json(), "stock": stock.json(), "price": price.json()}
