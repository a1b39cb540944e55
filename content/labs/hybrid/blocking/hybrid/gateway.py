import json
from urllib.request import urlopen

from fastapi import FastAPI, Response

app = FastAPI()


@app.get("/checkout/{sku}")
async def checkout(sku: str) -> dict[str, object]:
    with urlopen(f"http://stock:8001/price/{sku}") as price, urlopen(f"http://stock:8001/stock/{sku}") as stock:
        return {"sku": sku, **json.load(price), **json.load(stock)}


@app.get("/office/{page:path}")
async def office(page: str) -> Response:
    with urlopen(f"http://office:8002/office/{page}") as answer:
        return Response(answer.read(), answer.status, media_type="application/json")
