"""An application that reads files beside it while it is imported, under names that are relative to where the server was started."""

import json
import os
import time

with open("prices.json") as file:
    PRICES = json.load(file)
with open(".env") as file:
    SETTINGS = dict(line.strip().split("=", 1) for line in file)
DATABASE = os.path.abspath("db.sqlite3")


def seen():
    return f"{PRICES['tea']} {SETTINGS['TEA']} {DATABASE} {os.getcwd()}".encode()


def wsgi(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [seen()]


def slow(environ, start_response):
    time.sleep(0.1)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"slow"]


def stuck(environ, start_response):
    time.sleep(60)
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"never"]


async def asgi(scope, receive, send):
    if scope["type"] == "lifespan":
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": seen()})
