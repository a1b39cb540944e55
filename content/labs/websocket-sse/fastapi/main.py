import asyncio
from collections.abc import AsyncIterator

from fastapi import FastAPI, WebSocket
from fastapi.responses import StreamingResponse

app = FastAPI()
steps = ["packed", "handed over", "on its way", "delivered"]


@app.get("/health")
async def health():
    return {"status": "ok"}


async def events() -> AsyncIterator[str]:
    for step in steps:
        await asyncio.sleep(0.5)
        yield f"data: {step}\n\n"


@app.get("/parcels/{number}")
async def parcel_events(number: str):
    return StreamingResponse(events(), media_type="text/event-stream")


@app.websocket("/parcels/{number}/live")
async def parcel_live(socket: WebSocket, number: str):
    await socket.accept()
    for step in steps:
        await asyncio.sleep(0.5)
        await socket.send_text(step)
    await socket.close()
