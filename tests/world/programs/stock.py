import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/stock/{item}")
async def stock(item: str):
    await asyncio.sleep(0.1)
    return {"item": item, "left": 3}
