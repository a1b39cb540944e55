from contextlib import asynccontextmanager

from database import Database, create_tables
from fastapi import BackgroundTasks, FastAPI, HTTPException
from mail import announce
from models import Product
from sqlmodel import select


@asynccontextmanager
async def lifespan(app: FastAPI):
    create_tables()
    yield


app = FastAPI(lifespan=lifespan)


@app.get("/products")
def products(database: Database) -> list[Product]:
    return list(database.exec(select(Product)))


@app.post("/products/{sku}/sell")
def sell(sku: str, database: Database, background: BackgroundTasks) -> Product:
    product = database.get(Product, sku)
    if product is None:
        raise HTTPException(404)
    product.stock = Product.stock - 1
    database.commit()
    database.refresh(product)
    background.add_task(announce, product.sku, product.stock)
    return product
