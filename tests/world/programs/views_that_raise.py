import asyncio
import time


def broken(request):
    time.sleep(0.1)
    raise ValueError("broken on purpose")


async def abroken(request):
    await asyncio.to_thread(broken, request)
