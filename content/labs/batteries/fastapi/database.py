from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends
from models import Product
from sqlmodel import Session, SQLModel, create_engine

engine = create_engine("sqlite:///shop.sqlite3")


def create_tables():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        if session.get(Product, "TEA-1") is None:
            session.add(Product(sku="TEA-1", name="Green tea", stock=12))
            session.commit()


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


Database = Annotated[Session, Depends(get_session)]
