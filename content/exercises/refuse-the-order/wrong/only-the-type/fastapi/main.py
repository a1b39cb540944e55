import time

from fastapi import FastAPI
from pydantic import BaseModel

app = FastAPI()


class Order(BaseModel):
    sku: str
    quantity: int


@app.post("/orders")
def create_order(order: Order):
    time.sleep(0.1)  # the warehouse reserves the goods
    return {**order.model_dump(), "total": order.quantity * 4.5}
