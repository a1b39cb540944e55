import hashlib
import sqlite3
import time

import aiosqlite
import workload
from fastapi import FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine, select

app = FastAPI()


class Book(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    title: str = ""


workload.database(0.1)
engine = create_engine("sqlite:///books.db", pool_size=2, max_overflow=0, pool_timeout=60)
SQLModel.metadata.create_all(engine)
mine = sqlite3.connect("books.db")


def write(seconds, **options):
    connection = sqlite3.connect("books.db", **options)
    workload.database(0)
    try:
        with connection:
            connection.execute("INSERT INTO book (title) VALUES ('x')")
            time.sleep(seconds)
    except sqlite3.OperationalError as error:
        return str(error)
    finally:
        connection.close()


@app.get("/pooled")
def pooled():
    with Session(engine) as session:
        return session.exec(select(Book)).all()


@app.get("/aiosqlite")
async def asynchronous():
    async with aiosqlite.connect("books.db") as connection, connection.execute("SELECT * FROM book") as cursor:
        return await cursor.fetchall()


@app.get("/write")
def one_second():
    return write(1)


@app.get("/patient")
def patient():
    return write(0.1)


@app.get("/impatient")
def impatient():
    print(write(0.1, timeout=0.3))


@app.get("/upgrade")
def upgrade():
    connection = sqlite3.connect("books.db", isolation_level=None)
    workload.database(0)
    connection.execute("BEGIN")
    connection.execute("SELECT * FROM book").fetchall()
    try:
        connection.execute("INSERT INTO book (title) VALUES ('y')")
    except sqlite3.OperationalError as error:
        print("upgrade:", error)
    connection.close()


@app.get("/other-thread")
def other_thread():
    try:
        mine.execute("SELECT 1")
    except sqlite3.ProgrammingError as error:
        print(error)
    print(hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 4096).hex())
