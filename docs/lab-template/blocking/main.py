import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/")
async def wait():
    time.sleep(0.1)  # holds the event loop: nobody else is served
    return {"waited": 0.1}
