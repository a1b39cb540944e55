import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def wait():
    await asyncio.sleep(0.1)  # the event loop serves others meanwhile
    return {"waited": 0.1}
