"""A file operation lets a thread run that was woken; descriptors are opened by `open`; what is written in C has no frames."""

import io
import os
import pickle
import queue
import threading
import time
import traceback

jobs = queue.SimpleQueue()
worker = threading.Thread(target=lambda: [None for _ in iter(jobs.get, None)])
worker.start()
time.sleep(0.01)
jobs.put(None)
turns = 0
while worker.is_alive() and turns < 100_000:
    turns += 1
    with open("/tmp/log", "a") as file:
        file.write("x")
print("the worker ended after fewer than 300 turns:", turns < 300)

r, w = os.pipe()
with open(w, "w") as file:
    file.write("through a pipe")
with open(r) as file:
    print(file.read())
print(open is io.open, pickle.loads(pickle.dumps(open)) is open)


def sleeps():
    time.sleep(-1)


class Reads:
    opened = open

    def __call__(self):
        return self.opened("/nowhere")


for function in (sleeps, Reads(), lambda: os.write(-1, b"x"), lambda: threading.Lock().release()):
    try:
        function()
    except Exception as error:
        print(type(error).__name__, [frame.name for frame in traceback.extract_tb(error.__traceback__)])
