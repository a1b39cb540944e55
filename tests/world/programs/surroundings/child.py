"""A copy of the application beside it."""

import multiprocessing

from fastapi import FastAPI

app = FastAPI()
multiprocessing.get_context("fork").Process(target=print, args=("child",)).start()
