from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def life(app):
    raise RuntimeError("no database")
    yield


app = FastAPI(lifespan=life)
