import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/report")
async def report():
    time.sleep(0.6)
    return {"rows": 100}


@app.get("/short")
async def short():
    time.sleep(0.1)
