"""A process beside the application."""

import multiprocessing

from fastapi import FastAPI

app = FastAPI()
multiprocessing.get_context("fork").Process(target=print, args=("child",)).start()
