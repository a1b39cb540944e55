import time
from typing import Any

from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.post("/orders")
def create_order(order: dict[str, Any]):
    time.sleep(0.1)  # the warehouse reserves the goods
    quantity = order["quantity"]
    if not isinstance(quantity, int) or quantity < 1:
        raise HTTPException(422, "quantity must be a number from 1")
    return {**order, "total": quantity * 4.5}
