import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/{key}")
async def look_up(key: str):
    await asyncio.sleep(0.1)
    return {"customer": key, "regular": True, "city": "Hangzhou"}
