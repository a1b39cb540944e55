import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/stock/{sku}")
async def stock(sku: str) -> dict[str, int]:
    await asyncio.sleep(0.05)
    return {"left": 12}
