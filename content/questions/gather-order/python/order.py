import asyncio


async def query(name, seconds):
    print(name, "starts")
    await asyncio.sleep(seconds)
    print(name, "ends")


async def main():
    await query("a", 0.1)
    await asyncio.gather(query("b", 0.2), query("c", 0.1))


asyncio.run(main())
