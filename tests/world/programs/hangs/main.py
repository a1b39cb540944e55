"""Each path hangs in a way of its own, or seems to. Lines are found by the marks at their ends."""

import asyncio
import os
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Annotated

import aiosqlite
import httpx
from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse

LONG = 600.0


async def poll_for_ever():
    while True:
        await asyncio.sleep(1)


@asynccontextmanager
async def lifespan(app):
    if "STUCK_START" in os.environ:
        await asyncio.Event().wait()  # start waits
    tasks = [asyncio.create_task(hold_semaphore())]
    if "POLL" in os.environ:
        tasks.append(asyncio.create_task(poll_for_ever()))
    yield
    for task in tasks:
        task.cancel()


app = FastAPI(lifespan=lifespan)
async_lock, first_async, second_async = asyncio.Lock(), asyncio.Lock(), asyncio.Lock()
semaphore = asyncio.Semaphore(1)
asked = asyncio.Event()
lock, first, second, kept = threading.Lock(), threading.Lock(), threading.Lock(), threading.Lock()
recursive = threading.RLock()
pool = ThreadPoolExecutor(1)


# -- what hangs


@app.get("/async-lock")
async def takes_it_again():
    async with async_lock:  # async-lock took
        await again()


async def again():
    async with async_lock:  # async-lock waits
        pass


@app.get("/two-async-locks/{n}")
async def two_async_locks(n: int):
    if n:
        async with first_async:  # two-async took first
            await asyncio.sleep(0.1)
            async with second_async:  # two-async waits second
                pass
    async with second_async:  # two-async took second
        await asyncio.sleep(0.1)
        await first_async.acquire()  # two-async waits first


@app.get("/future")
async def bare_future():
    await asyncio.get_running_loop().create_future()  # future waits


@app.get("/thread-event")
def thread_event():
    threading.Event().wait()  # thread-event waits


@app.get("/two-locks/{n}")
def two_locks(n: int):
    one, other = (first, second) if n else (second, first)
    with one:  # two-locks took
        time.sleep(0.1)
        with other:  # two-locks waits
            pass


@app.get("/kept-lock")
def kept_lock():
    kept.acquire()  # kept lock
    return {}


@app.get("/lock-across-await")
async def lock_across_await():
    with lock:  # across took
        await asyncio.sleep(0.1)


@app.get("/join")
def joins():
    def work():
        with recursive:  # join took
            threading.Event().wait()  # join inner waits

    thread = threading.Thread(target=work)
    thread.start()
    time.sleep(0.1)
    with recursive:  # join waits
        pass


async def hold_semaphore():
    await asked.wait()
    async with semaphore:  # task took
        await asyncio.Event().wait()  # task waits


@app.get("/task")
async def held_by_a_task():
    asked.set()
    await asyncio.sleep(0.1)
    async with semaphore:  # request waits
        pass


async def session():
    async with async_lock:  # session waits
        yield 1


@app.get("/dependency")
async def dependency(value: Annotated[int, Depends(session)]):
    await asyncio.Event().wait()  # dependency waits


@app.get("/pool")
def pool_of_one():
    return pool.submit(lambda: pool.submit(int).result()).result()  # pool waits


@app.get("/asks")
async def asks():
    async with httpx.AsyncClient(timeout=None) as client:
        return (await client.get("http://stuck:8001/stuck")).json()  # asks waits


@app.get("/stuck")
async def stuck():
    await asyncio.Event().wait()  # stuck waits


@app.get("/polls")
async def polls():
    while not hasattr(app.state, "never"):
        await asyncio.sleep(1)  # polls


# -- what only seems to


async def set_later(event: asyncio.Event):
    await asyncio.sleep(LONG)
    event.set()


@app.get("/rescued-by-task")
async def rescued_by_task():
    event = asyncio.Event()
    app.state.task = asyncio.create_task(set_later(event))
    await event.wait()


@app.get("/rescued-by-loop")
async def rescued_by_loop():
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(LONG, event.set)
    await event.wait()


@app.get("/rescued-by-timer")
def rescued_by_timer():
    event = threading.Event()
    threading.Timer(LONG, event.set).start()
    event.wait()


async def count(event: asyncio.Event):
    for _ in range(300):
        await asyncio.sleep(1)
    event.set()


@app.get("/rescued-by-counting")
async def rescued_by_counting():
    event = asyncio.Event()
    app.state.task = asyncio.create_task(count(event))
    await event.wait()


@app.get("/busy")
async def busy():
    async with aiosqlite.connect("db") as one, aiosqlite.connect("db", timeout=30) as other:
        await one.execute("BEGIN IMMEDIATE")
        try:
            await other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            return str(error)


@app.get("/sleeps-on-the-loop")
async def sleeps_on_the_loop():
    time.sleep(LONG)


@app.get("/sleeps")
def sleeps():
    time.sleep(LONG)


@app.get("/stream")
async def stream():
    async def events():
        for number in range(4):
            yield f"data: {number}\n\n"
            await asyncio.sleep(30)

    return StreamingResponse(events(), media_type="text/event-stream")


@app.get("/quick")
async def quick():
    return 1
