import asyncio

from fastapi import FastAPI, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import StreamingResponse

app = FastAPI()


async def ticks(count):
    try:
        for number in range(count):
            await asyncio.sleep(0.1)
            yield f"data: {number}\n\n"
    finally:
        print("stream over")


@app.get("/events")
async def events(request: Request, count: int = 3):
    print(request.headers["accept"])
    return StreamingResponse(ticks(count), media_type="text/event-stream")


@app.get("/silent")
async def silent():
    await asyncio.sleep(60)


@app.websocket("/echo")
async def echo(socket: WebSocket):
    await socket.accept()
    try:
        while True:
            text = await socket.receive_text()
            await asyncio.sleep(0.1)
            await socket.send_text(text)
    except WebSocketDisconnect as left:
        print("left with", left.code)


@app.websocket("/news")
async def news(socket: WebSocket, count: int = 3):
    await socket.accept()
    for number in range(count):
        await asyncio.sleep(0.1)
        await socket.send_text(f"news {number}")
    await socket.close()


@app.websocket("/private")
async def private(socket: WebSocket):
    await asyncio.sleep(0.1)
    await socket.close()


@app.websocket("/broken")
async def broken(socket: WebSocket):
    await socket.accept()
    await asyncio.sleep(0.1)
    await socket.close(1011)


@app.websocket("/deaf")
async def deaf(socket: WebSocket):
    await socket.accept()
    await asyncio.sleep(60)
