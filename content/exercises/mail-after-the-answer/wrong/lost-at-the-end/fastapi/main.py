import asyncio

import httpx
from fastapi import FastAPI

app = FastAPI()
tasks = set()


async def confirm(number: str) -> None:
    async with httpx.AsyncClient() as client:
        await client.post(f"http://post:9001/mails/{number}")


@app.post("/orders/{number}", status_code=202)
async def order(number: str):
    task = asyncio.create_task(confirm(number))
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return {"order": number}
