"""The same work in two processes, in two threads, and in a pool that a view leaves to its own devices."""

import asyncio
import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from workload import burn


@asynccontextmanager
async def lifespan(app):
    with ProcessPoolExecutor(2) as processes, ThreadPoolExecutor(2) as threads:
        yield {"processes": processes, "threads": threads}
    print("both pools are shut down")


app = FastAPI(lifespan=lifespan)


def computes():
    burn(0.5)  # computes
    return os.getpid()


@app.get("/processes")
async def in_processes(request: Request):
    return await asyncio.get_running_loop().run_in_executor(request.state.processes, computes)  # handed on


@app.get("/threads")
async def in_threads(request: Request):
    return await asyncio.get_running_loop().run_in_executor(request.state.threads, computes)


@app.get("/sleeping")
async def sleeping(request: Request):
    return await asyncio.get_running_loop().run_in_executor(request.state.processes, time.sleep, 0.25)


@app.get("/child")
def child():
    process = multiprocessing.Process(target=computes)
    process.start()
    process.join()
    return process.exitcode


lock = multiprocessing.Lock()


@app.get("/held")
def held():
    lock.acquire()  # took
    with lock:  # waits
        return
