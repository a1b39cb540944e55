import asyncio
import time

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send


class RateLimit:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            time.sleep(0.02)  # count this call
        await self.app(scope, receive, send)


app = FastAPI()
app.add_middleware(RateLimit)


@app.get("/orders")
async def orders():
    await asyncio.sleep(0.1)  # a slow query
    return {"orders": []}
