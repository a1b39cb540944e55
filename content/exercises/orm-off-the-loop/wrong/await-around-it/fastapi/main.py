from database import Database
from fastapi import FastAPI
from models import Order
from sqlalchemy.orm import joinedload
from sqlmodel import select

app = FastAPI()


@app.get("/orders")
async def orders(database: Database):
    return await list_orders(database)


async def list_orders(database: Database):
    found = database.exec(select(Order).options(joinedload(Order.customer)).order_by(Order.id))
    return [{"id": order.id, "customer": order.customer.name} for order in found]


@app.get("/health")
async def health():
    return {"status": "ok"}
