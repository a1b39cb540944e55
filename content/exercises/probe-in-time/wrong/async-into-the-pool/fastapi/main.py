import time

from fastapi import FastAPI
from starlette.concurrency import run_in_threadpool

app = FastAPI()


def look():
    return {"status": "ok"}


@app.get("/report")
def report():
    time.sleep(5)  # a query over last month
    return {"rows": []}


@app.get("/health")
async def health():
    return await run_in_threadpool(look)
