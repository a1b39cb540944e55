import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/report")
def report():
    time.sleep(0.2)  # a slow query
    return {"rows": []}


@app.get("/health")
async def health():
    return {"status": "ok"}
