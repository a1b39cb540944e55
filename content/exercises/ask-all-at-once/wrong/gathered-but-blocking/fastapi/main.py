import asyncio

import httpx
from fastapi import FastAPI

app = FastAPI()


async def get(url: str) -> httpx.Response:
    return httpx.get(url)


@app.get("/offers/{sku}")
async def offer(sku: str):
    customer, stock, price = await asyncio.gather(
        get("http://customers:9001/c-1042"),
        get(f"http://stock:9002/{sku}"),
        get(f"http://prices:9003/{sku}"),
    )
    return {"customer": customer.json(), "stock": stock.json(), "price": price.json()}
