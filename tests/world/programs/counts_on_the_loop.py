import asyncio

from fastapi import FastAPI

app = FastAPI()
served = 0


@app.get("/")
async def count():
    global served
    served += 1
    print("served", served)
    await asyncio.sleep(0.1)
    return served
