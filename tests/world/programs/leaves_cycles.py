import gc

from fastapi import FastAPI

app = FastAPI()
print("collects", gc.isenabled(), gc.get_threshold()[0] > 0)


class Node:
    pass


@app.get("/")
async def leave():
    node = Node()
    node.me = node
    node.data = bytearray(5_000_000)
    return 1
