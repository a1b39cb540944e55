from fastapi import FastAPI
from workload import burn

app = FastAPI()


@app.get("/prices")
async def prices():
    burn(0.1)  # discounts, in Python
    return {"prices": []}
