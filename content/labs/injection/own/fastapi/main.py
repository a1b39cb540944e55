from fastapi import FastAPI
from rates import PartnerRates

app = FastAPI()
euros = {"TEA-1": 4.5}


@app.get("/prices/{sku}")
async def price(sku: str, currency: str):
    rates = PartnerRates()
    amount = euros[sku] * await rates.rate(currency)
    return {"sku": sku, "price": round(amount, 2), "currency": currency}
