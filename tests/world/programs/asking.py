import logging
from contextlib import suppress

import httpx
from fastapi import FastAPI

PATH = "/sync"
TIMEOUT = 1
# How often it asks before it serves.
EARLY = 0
SILENT = False
# Printed before anything is asked.
SAYS = ""

app = FastAPI()
print(SAYS, flush=True)
if SILENT:
    logging.disable(logging.CRITICAL)


@app.on_event("startup")
async def ahead():
    async with httpx.AsyncClient() as client:
        for _ in range(EARLY):
            await client.get(f"http://stock:9001{PATH}")


@app.get("/")
async def go():
    async with httpx.AsyncClient(timeout=TIMEOUT) as client:
        for _ in range(2):
            with suppress(httpx.TimeoutException):
                await client.get(f"http://stock:9001{PATH}")
    return {"ok": True}
