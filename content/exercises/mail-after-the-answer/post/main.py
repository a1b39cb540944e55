import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.post("/mails/{number}")
async def deliver(number: str):
    await asyncio.sleep(0.3)
    return {"delivered": number}
