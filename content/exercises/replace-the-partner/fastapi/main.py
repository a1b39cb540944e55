from typing import Annotated

from fastapi import Depends, FastAPI
from rates import get_rate

app = FastAPI()
euros = {"TEA-1": 4.5}


def convert(amount: float, rate: float) -> float:
    return round(amount * rate, 2)


@app.get("/prices/{sku}")
async def price(sku: str, currency: str, rate: Annotated[float, Depends(get_rate)]):
    return {"sku": sku, "price": convert(euros[sku], rate), "currency": currency}
