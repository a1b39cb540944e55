import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/stock/{sku}")
async def stock(sku: str) -> dict[str, int]:
    await asyncio.sleep(60 if sku == "CUP-1" else 0.1)  # the shelf with the cups does not answer
    return {"left": 12}
