import time
from typing import Annotated

from fastapi import Depends, FastAPI

app = FastAPI()


def current_customer():
    time.sleep(0.1)  # a slow query
    return "c-1042"


@app.get("/orders")
async def orders(customer: Annotated[str, Depends(current_customer)]):
    return {"customer": customer, "orders": []}
