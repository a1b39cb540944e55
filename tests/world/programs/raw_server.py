import asyncio


async def answer(reader, writer):
    await reader.readuntil(b"\r\n\r\n")
    await asyncio.sleep(0.1)
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
    writer.close()


async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 8123)
    await server.serve_forever()


asyncio.run(main())
