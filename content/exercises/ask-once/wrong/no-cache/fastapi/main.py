from typing import Annotated

from customers import fetch
from fastapi import Depends, FastAPI

app = FastAPI()

Customer = Annotated[dict, Depends(fetch, use_cache=False)]


async def discount(customer: Customer) -> int:
    return 10 if customer["regular"] else 0


async def warehouse(customer: Customer) -> str:
    return f"{customer['city']} 2"


@app.get("/offers/{key}")
async def offer(percent: Annotated[int, Depends(discount)], place: Annotated[str, Depends(warehouse)]):
    return {"discount": percent, "from": place}
