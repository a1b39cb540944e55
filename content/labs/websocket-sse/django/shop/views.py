import asyncio

from django.http import JsonResponse, StreamingHttpResponse

steps = ["packed", "handed over", "on its way", "delivered"]


async def health(request):
    return JsonResponse({"status": "ok"})


async def events():
    for step in steps:
        await asyncio.sleep(0.5)
        yield f"data: {step}\n\n"


async def parcel_events(request, number):
    return StreamingHttpResponse(events(), content_type="text/event-stream")
