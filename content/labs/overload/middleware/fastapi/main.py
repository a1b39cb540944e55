import asyncio

from fastapi import FastAPI
from fastapi.responses import JSONResponse

app = FastAPI()
places = asyncio.Semaphore(15)
connections = asyncio.Semaphore(4)


@app.middleware("http")
async def places_middleware(request, call_next):
    if request.url.path == "/health":
        return await call_next(request)
    if places.locked():
        return JSONResponse({"detail": "busy"}, status_code=503)
    async with places:
        return await call_next(request)


@app.get("/orders")
async def orders():
    async with connections:
        await asyncio.sleep(0.4)  # a query, on one of four connections
    return {"orders": []}


@app.get("/health")
async def health():
    return {"status": "ok"}
