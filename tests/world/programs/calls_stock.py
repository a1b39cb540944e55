import asyncio

import httpx
from fastapi import FastAPI

app = FastAPI()
urls = [f"http://stock:9000/stock/{item}" for item in "abc"]
shared = httpx.AsyncClient()
small = httpx.AsyncClient(limits=httpx.Limits(max_connections=2))


@app.get("/gather")
async def gather():
    return [answer.json() for answer in await asyncio.gather(*(shared.get(url) for url in urls))]


@app.get("/sequence")
async def sequence():
    async with httpx.AsyncClient() as client:
        return [(await client.get(url)).json() for url in urls]


@app.get("/sync")
def sync():
    with httpx.Client() as client:
        return [client.get(url).json() for url in urls]


@app.get("/small")
async def few():
    return (await small.get(urls[0])).json()


@app.get("/impatient")
async def impatient():
    try:
        await shared.get(urls[0], timeout=0.05)
    except httpx.ReadTimeout as error:
        return type(error).__name__
