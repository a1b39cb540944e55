import time

from fastapi import FastAPI
from pydantic import BaseModel, Field

app = FastAPI()


class Order(BaseModel):
    sku: str = Field(min_length=1, max_length=20)
    quantity: int = Field(ge=1, le=100)


@app.post("/orders")
def create_order(order: Order):
    time.sleep(0.1)  # the warehouse reserves the goods
    return {**order.model_dump(), "total": order.quantity * 4.5}
