import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/report")
def report():
    time.sleep(0.5)
    return {"rows": []}


@app.get("/health")
def health():
    return {"status": "ok"}
