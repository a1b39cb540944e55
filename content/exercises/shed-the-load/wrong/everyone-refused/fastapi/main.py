from fastapi import FastAPI, HTTPException

app = FastAPI()


@app.get("/orders")
async def orders():
    raise HTTPException(503, "busy, try again later")
