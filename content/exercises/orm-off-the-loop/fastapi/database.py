from collections.abc import Iterator
from typing import Annotated

import workload
from fastapi import Depends
from sqlmodel import Session, create_engine

workload.database(0.02)  # every query takes that long
engine = create_engine("sqlite:///shop.sqlite3", pool_size=10)


def get_session() -> Iterator[Session]:
    with Session(engine) as session:
        yield session


Database = Annotated[Session, Depends(get_session)]
