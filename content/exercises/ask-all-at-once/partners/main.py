"""Customers, stock and prices: three services that each take a tenth of a second."""

import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/{key}")
async def look_up(key: str):
    await asyncio.sleep(0.1)
    return {"key": key}
