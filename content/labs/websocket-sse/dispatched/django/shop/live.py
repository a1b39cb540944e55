import asyncio

from shop.views import steps
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket


async def parcel_live(socket: WebSocket):
    await socket.accept()
    for step in steps:
        await asyncio.sleep(0.5)
        await socket.send_text(step)
    await socket.close()


live = Starlette(routes=[WebSocketRoute("/parcels/{number}/live", parcel_live)])
