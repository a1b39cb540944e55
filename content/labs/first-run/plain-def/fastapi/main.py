import time

from fastapi import FastAPI

app = FastAPI()


@app.get("/stock/{sku}")
def stock(sku: str):
    time.sleep(0.1)  # the warehouse is slow
    return {"sku": sku, "available": 7}
