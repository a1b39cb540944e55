import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/price/{sku}")
async def price(sku: str) -> dict[str, float]:
    await asyncio.sleep(0.05)
    return {"price": 4.5}


@app.get("/stock/{sku}")
async def stock(sku: str) -> dict[str, int]:
    await asyncio.sleep(0.05)
    return {"left": 12}
