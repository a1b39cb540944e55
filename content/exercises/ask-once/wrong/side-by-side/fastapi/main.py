import asyncio

from customers import fetch
from fastapi import FastAPI

app = FastAPI()


async def discount(key: str) -> int:
    customer = await fetch(key)
    return 10 if customer["regular"] else 0


async def warehouse(key: str) -> str:
    customer = await fetch(key)
    return f"{customer['city']} 2"


@app.get("/offers/{key}")
async def offer(key: str):
    percent, place = await asyncio.gather(discount(key), warehouse(key))
    return {"discount": percent, "from": place}
