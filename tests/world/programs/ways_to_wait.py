import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import workload
from fastapi import BackgroundTasks, Depends, FastAPI

app = FastAPI()
lock = threading.Lock()
slots = asyncio.Semaphore(2)
pool = ThreadPoolExecutor(3)


def work():
    time.sleep(0.1)


def nap():
    time.sleep(0.3)


@app.get("/lock")
def with_lock():
    with lock:
        time.sleep(0.1)


@app.get("/semaphore")
async def with_semaphore():
    async with slots:
        await asyncio.sleep(0.1)


@app.get("/to-thread")
async def to_thread():
    await asyncio.to_thread(work)


@app.get("/executor")
async def executor():
    await asyncio.get_running_loop().run_in_executor(pool, work)


@app.get("/depends")
async def depends(extra: None = Depends(work)):
    await asyncio.sleep(0.1)


@app.get("/burn")
def burn():
    workload.burn(0.1)


@app.get("/mixed")
async def mixed():
    await asyncio.sleep(0.05)
    time.sleep(0.1)


@app.get("/gather")
async def gather():
    await asyncio.gather(asyncio.sleep(0.1), asyncio.sleep(0.2), asyncio.to_thread(nap))


@app.get("/spin")
def spin():
    while True:
        pass


@app.get("/busy")
async def busy():
    end = time.monotonic() + 0.1
    while time.monotonic() < end:
        pass


@app.get("/background")
async def background(tasks: BackgroundTasks):
    tasks.add_task(work)


@app.get("/hour")
def hour():
    time.sleep(3600)


@app.get("/collect")
def collect():
    import gc

    time.sleep(0.1)
    gc.enable()
    gc.collect()
