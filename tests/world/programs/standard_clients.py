import asyncio
import http.client
import json
import socket
import urllib.request

from fastapi import FastAPI

app = FastAPI()


@app.get("/sync")
def with_http_client():
    connection = http.client.HTTPConnection("stock", 8001, timeout=5)
    try:
        connection.request("GET", "/stock/tea")
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


@app.get("/plain")
def with_a_socket():
    with socket.create_connection(("stock", 8001)) as connection:
        connection.sendall(b"GET /stock/tea HTTP/1.1\r\nHost: stock\r\nConnection: close\r\n\r\n")
        with connection.makefile("rb") as answer:
            return json.loads(answer.read().partition(b"\r\n\r\n")[2])


@app.get("/async")
async def with_streams():
    reader, writer = await asyncio.open_connection("stock", 8001)
    writer.write(b"GET /stock/tea HTTP/1.1\r\nHost: stock\r\nConnection: close\r\n\r\n")
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return json.loads(answer.partition(b"\r\n\r\n")[2])


@app.get("/nobody")
def without_a_name():
    try:
        urllib.request.urlopen("http://nobody:8001/")
    except OSError as error:
        print("nobody:", error.reason, flush=True)
    try:
        socket.create_connection(("stock", 8002))
    except ConnectionRefusedError:
        print("refused", flush=True)
