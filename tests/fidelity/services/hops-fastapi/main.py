"""A route behind HOPS middlewares of one KIND that do nothing but pass on."""

import os

from fastapi import FastAPI

app = FastAPI()


class Plain:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        await self.app(scope, receive, send)


async def decorated(request, call_next):
    return await call_next(request)


for _ in range(int(os.environ["HOPS"])):
    if os.environ["KIND"] == "http":
        app.middleware("http")(decorated)
    else:
        app.add_middleware(Plain)


@app.get("/")
async def index() -> dict[str, bool]:
    return {"ok": True}
