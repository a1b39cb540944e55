import asyncio
import time

from fastapi import FastAPI
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Timing:
    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start = time.perf_counter()

        async def send_timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Server-Timing"] = f"app;dur={(time.perf_counter() - start) * 1000:.0f}"
            await send(message)

        await self.app(scope, receive, send_timed)


app = FastAPI()
app.add_middleware(Timing)


@app.get("/orders")
async def orders():
    await asyncio.sleep(0.1)  # a slow query
    return {"orders": []}
