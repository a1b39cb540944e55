import time
from threading import BoundedSemaphore

from fastapi import FastAPI, HTTPException

app = FastAPI()
slots = BoundedSemaphore(30)


@app.get("/report")
def report():
    if not slots.acquire(blocking=False):
        raise HTTPException(503, "too many reports")
    try:
        time.sleep(5)  # a query over last month
    finally:
        slots.release()
    return {"rows": []}


@app.get("/health")
def health():
    return {"status": "ok"}
