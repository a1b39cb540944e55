from typing import Annotated, Protocol

from fastapi import Depends, FastAPI
from rates import PartnerRates


class Rates(Protocol):
    async def rate(self, currency: str) -> float: ...


async def get_rates() -> Rates:
    return PartnerRates()


app = FastAPI()
euros = {"TEA-1": 4.5}


@app.get("/prices/{sku}")
async def price(sku: str, currency: str, rates: Annotated[Rates, Depends(get_rates)]):
    amount = euros[sku] * await rates.rate(currency)
    return {"sku": sku, "price": round(amount, 2), "currency": currency}
