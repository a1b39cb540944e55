import workload
from fastapi import FastAPI
from models import Order
from sqlmodel import Session, create_engine, select

workload.database(0.1)

app = FastAPI()
engine = create_engine("sqlite:///shop.sqlite3")


@app.get("/orders")
def orders() -> list[Order]:
    with Session(engine) as session:
        return list(session.exec(select(Order)))
