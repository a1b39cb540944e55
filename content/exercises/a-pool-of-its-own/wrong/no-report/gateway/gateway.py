import httpx
from fastapi import FastAPI

app = FastAPI()


@app.get("/checkout/{sku}")
async def checkout(sku: str) -> dict[str, object]:
    async with httpx.AsyncClient() as client:
        stock = await client.get(f"http://stock:8001/stock/{sku}")
        return {"sku": sku, **stock.json()}


@app.get("/office/report")
async def report() -> dict[str, object]:
    return {"orders": 1204}
