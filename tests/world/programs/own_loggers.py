import logging
import os
import sys

handler = logging.StreamHandler(sys.stdout)
handler.setFormatter(logging.Formatter(f"configured by {os.getpid()}: %(message)s"))
logging.getLogger().handlers = [handler]


async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        return
    logging.warning("served by %s", os.getpid())
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})
