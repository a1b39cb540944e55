import asyncio
import time
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI
from fastapi.responses import StreamingResponse

app = FastAPI()
lock = asyncio.Lock()
slots = asyncio.Semaphore(1)


async def dependency():
    async with lock:  # waits: a dependency
        yield


@app.get("/dependency", dependencies=[Depends(dependency)])
async def with_a_dependency():
    await asyncio.sleep(0.1)  # works: a dependency


def session():
    time.sleep(0.1)  # works: a dependency in a thread
    yield


@app.get("/session")
def with_a_session(session: None = Depends(session)): ...


@asynccontextmanager
async def exclusive():
    async with lock:  # waits: a context manager
        yield


@app.get("/context-manager")
async def with_a_context_manager():
    async with exclusive():
        await asyncio.sleep(0.1)  # works: a context manager


async def rows():
    for number in range(2):
        async with slots:  # waits: an iteration
            await asyncio.sleep(0.05)  # works: an iteration
        yield number


@app.get("/iteration")
async def iteration():
    return [number async for number in rows()]


async def words():
    async with slots:  # waits: a stream
        yield "a"
        await asyncio.sleep(0.1)  # works: a stream


@app.get("/stream")
async def stream():
    return StreamingResponse(words())


def words_of_a_thread():
    yield "a"
    time.sleep(0.1)  # works: a stream in threads


@app.get("/stream-in-threads")
async def stream_in_threads():
    return StreamingResponse(words_of_a_thread())
