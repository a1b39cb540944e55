"""Memory that processes share without a pipe."""

from multiprocessing.shared_memory import SharedMemory

from fastapi import FastAPI

app = FastAPI()
memory = SharedMemory(create=True, size=16)
