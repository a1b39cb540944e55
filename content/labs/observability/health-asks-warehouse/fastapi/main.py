import asyncio
import logging.config

from fastapi import FastAPI
from prometheus_fastapi_instrumentator import Instrumentator
from request_id import LOGGING, request_id_middleware

logging.config.dictConfig(LOGGING)
log = logging.getLogger("orders")

app = FastAPI()
app.middleware("http")(request_id_middleware)
Instrumentator(excluded_handlers=["/health", "/metrics"]).instrument(app).expose(app)


@app.get("/orders/{number}")
async def order(number: int):
    log.info("asking the warehouse for order %s", number)
    await asyncio.sleep(0.2)
    log.info("the warehouse has order %s", number)
    return {"number": number, "state": "packed"}


@app.get("/health")
async def health():
    await asyncio.sleep(2)  # the warehouse is slow to answer today
    return {"status": "ok"}
