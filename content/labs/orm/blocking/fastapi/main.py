from database import Database
from fastapi import FastAPI
from models import Order
from sqlmodel import select

app = FastAPI()


@app.get("/orders")
async def orders(database: Database):  # async, yet the session waits where it stands
    found = database.exec(select(Order))
    return [{"id": order.id, "customer": order.customer.name} for order in found]
