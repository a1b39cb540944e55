import asyncio
from collections.abc import AsyncIterable

from fastapi import FastAPI, WebSocket
from fastapi.sse import EventSourceResponse

app = FastAPI()
steps = ["packed", "handed over", "on its way", "delivered"]


@app.get("/health")
async def health():
    return {"status": "ok"}


@app.get("/parcels/{number}", response_class=EventSourceResponse)
async def parcel_events(number: str) -> AsyncIterable[str]:
    for step in steps:
        await asyncio.sleep(0.5)
        yield step


@app.websocket("/parcels/{number}/live")
async def parcel_live(socket: WebSocket, number: str):
    await socket.accept()
    for step in steps:
        await asyncio.sleep(0.5)
        await socket.send_text(step)
    await socket.close()
