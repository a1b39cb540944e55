import time
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def customer():
    time.sleep(0.1)  # who is this? a query through a driver without async support
    return "ada"


@app.get("/orders")
async def orders(customer: Annotated[str, Depends(customer)]):
    return {"customer": customer, "orders": []}
