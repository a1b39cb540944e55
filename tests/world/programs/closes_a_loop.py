import asyncio
import gc
import time
import weakref


async def main():
    return weakref.ref(asyncio.get_running_loop())


def application(environ, start_response):
    loop = asyncio.run(main())
    time.sleep(0.1)
    gc.collect()
    print("gone", loop() is None, flush=True)
    start_response("200 OK", [])
    return [b""]
