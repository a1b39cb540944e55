from database import Database
from fastapi import FastAPI
from models import Order
from sqlmodel import select
from starlette.concurrency import run_in_threadpool

app = FastAPI()


@app.get("/orders")
async def orders(database: Database):
    found = await run_in_threadpool(database.exec, select(Order).order_by(Order.id))
    return [{"id": order.id, "customer": order.customer.name} for order in found]


@app.get("/health")
async def health():
    return {"status": "ok"}
