import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI, Request, Response


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    async with httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=None)) as client:
        yield {"client": client}


app = FastAPI(lifespan=lifespan)


@app.get("/checkout/{sku}")
async def checkout(sku: str, request: Request) -> dict[str, object]:
    client: httpx.AsyncClient = request.state.client
    price, stock = await asyncio.gather(
        client.get(f"http://stock:8001/price/{sku}"),
        client.get(f"http://stock:8001/stock/{sku}"),
    )
    return {"sku": sku, **price.json(), **stock.json()}


@app.get("/office/{page:path}")
async def office(page: str, request: Request) -> Response:
    client: httpx.AsyncClient = request.state.client
    answer = await client.get(f"http://office:8002/office/{page}")
    return Response(answer.content, answer.status_code, media_type=answer.headers["content-type"])
