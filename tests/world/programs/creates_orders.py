from fastapi import FastAPI, Header
from pydantic import BaseModel

app = FastAPI()


class Order(BaseModel):
    item: str


@app.post("/orders", status_code=201)
async def create(order: Order, x_who: str = Header()):
    print(order.item, x_who)
    return order
