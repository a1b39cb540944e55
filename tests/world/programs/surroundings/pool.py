"""A pool of processes, made when the application starts."""

from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager

from fastapi import FastAPI


@asynccontextmanager
async def lifespan(app):
    with ProcessPoolExecutor(max_workers=2) as pool:
        yield {"pool": pool}


app = FastAPI(lifespan=lifespan)
