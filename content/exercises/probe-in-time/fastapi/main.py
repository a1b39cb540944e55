import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/report")
def report():
    time.sleep(5)  # a query over last month
    return {"rows": []}


@app.get("/health")
def health():
    return {"status": "ok"}
