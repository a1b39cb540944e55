import asyncio

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def ask():
    reader, writer = await asyncio.open_connection("Kitchen", 7000)
    writer.write(b"tea\n")
    return (await reader.readline()).decode().strip()
