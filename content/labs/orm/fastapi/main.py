from database import Database
from fastapi import FastAPI
from models import Order
from sqlalchemy.orm import selectinload
from sqlmodel import func, select

app = FastAPI()


@app.get("/orders")
def orders(database: Database):
    found = database.exec(select(Order))
    return [{"id": order.id, "customer": order.customer.name} for order in found]


@app.get("/orders/loaded")
def orders_loaded(database: Database):
    found = database.exec(select(Order).options(selectinload(Order.customer)))
    return [{"id": order.id, "customer": order.customer.name} for order in found]


@app.get("/orders/summary")
def summary(database: Database):
    count = database.exec(select(func.count()).select_from(Order)).one()
    customers = database.exec(select(func.count(Order.customer_id.distinct()))).one()
    latest = database.exec(select(func.max(Order.id))).one()
    return {"count": count, "customers": customers, "latest": latest}
