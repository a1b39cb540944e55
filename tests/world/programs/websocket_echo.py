from fastapi import FastAPI, WebSocket
from uvicorn.protocols.websockets.auto import AutoWebSocketsProtocol

app = FastAPI()
print(AutoWebSocketsProtocol)


@app.websocket("/echo")
async def echo(socket: WebSocket):
    await socket.accept()
    await socket.send_text(await socket.receive_text())
