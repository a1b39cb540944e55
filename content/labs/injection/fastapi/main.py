from typing import Annotated

from fastapi import Depends, FastAPI
from rates import Rates, get_rates

app = FastAPI()
euros = {"TEA-1": 4.5}


@app.get("/prices/{sku}")
async def price(
    sku: str,
    currency: str,
    rates: Annotated[Rates, Depends(get_rates)],
):
    amount = euros[sku] * await rates.rate(currency)
    return {"sku": sku, "price": round(amount, 2), "currency": currency}
