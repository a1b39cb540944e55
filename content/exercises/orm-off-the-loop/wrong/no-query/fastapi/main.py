from fastapi import FastAPI

app = FastAPI()


@app.get("/orders")
async def orders():
    return [{"id": number, "customer": f"Customer {number}"} for number in range(1, 11)]


@app.get("/health")
async def health():
    return {"status": "ok"}
