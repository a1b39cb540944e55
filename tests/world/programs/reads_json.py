"""An endpoint that reads what it is sent, as deep as it is nested."""

from fastapi import FastAPI, Request

app = FastAPI()


@app.get("/deep/{depth}")
async def deep(depth: int, request: Request):
    import json

    json.loads("[" * depth + "]" * depth)
    return {"depth": depth}
