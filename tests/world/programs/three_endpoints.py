import asyncio
import time

from fastapi import FastAPI

WAIT = 0.1

app = FastAPI()


@app.get("/async")
async def a():
    await asyncio.sleep(WAIT)
    return {"ok": True}


@app.get("/def")
def d():
    time.sleep(WAIT)
    return {"ok": True}


@app.get("/blocking")
async def b():
    time.sleep(WAIT)
    return {"ok": True}
