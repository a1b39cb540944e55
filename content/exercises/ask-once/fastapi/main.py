from typing import Annotated

from customers import fetch
from fastapi import Depends, FastAPI

app = FastAPI()


async def discount(key: str) -> int:
    customer = await fetch(key)
    return 10 if customer["regular"] else 0


async def warehouse(key: str) -> str:
    customer = await fetch(key)
    return f"{customer['city']} 2"


@app.get("/offers/{key}")
async def offer(percent: Annotated[int, Depends(discount)], place: Annotated[str, Depends(warehouse)]):
    return {"discount": percent, "from": place}
