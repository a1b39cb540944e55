"""Who gives way again and again until it is time comes to that time, and to hardly any other."""

import asyncio
import os
import select
import threading
import time


def passed(wait):
    began = time.monotonic()
    while time.monotonic() - began < 0.05:
        wait()
    return 0.05 <= time.monotonic() - began < 0.06


async def turns():
    began = time.monotonic()
    while time.monotonic() - began < 0.05:
        await asyncio.sleep(0)
    return 0.05 <= time.monotonic() - began < 0.06


print("asyncio.sleep(0):", asyncio.run(turns()))
event = threading.Event()
ways = {
    "time.sleep(0)": lambda: time.sleep(0),
    "os.sched_yield()": os.sched_yield,
    "select()": lambda: select.select([], [], [], 0),
    "Event.is_set()": event.is_set,
    "Event.wait(0)": lambda: event.wait(0),
    "nothing": lambda: None,
}
for name, wait in ways.items():
    print(f"{name}:", passed(wait))
