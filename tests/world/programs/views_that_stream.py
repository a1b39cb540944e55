import asyncio

from django.http import StreamingHttpResponse


async def ticks(count):
    try:
        for number in range(count):
            await asyncio.sleep(0.1)
            yield f"data: {number}\n\n"
    finally:
        print("stream over")


async def events(request):
    print(request.headers["accept"])
    return StreamingHttpResponse(ticks(int(request.GET.get("count", 3))), content_type="text/event-stream")
