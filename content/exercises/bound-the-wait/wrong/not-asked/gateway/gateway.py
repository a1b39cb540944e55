from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/checkout/{sku}")
async def checkout(sku: str) -> dict[str, object]:
    if sku == "CUP-1":
        raise HTTPException(504, "the stock does not answer")
    return {"sku": sku, "left": 12}
