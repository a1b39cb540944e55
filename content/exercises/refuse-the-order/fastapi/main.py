import time
from typing import Any

from fastapi import FastAPI

app = FastAPI()


@app.post("/orders")
def create_order(order: dict[str, Any]):
    time.sleep(0.1)  # the warehouse reserves the goods
    return {**order, "total": order["quantity"] * 4.5}
