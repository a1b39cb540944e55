import asyncio
import time

from django.http import JsonResponse


def orders_def(request):
    time.sleep(0.1)  # a slow database, say
    return JsonResponse({"orders": []})


async def orders_async(request):
    await asyncio.sleep(0.1)
    return JsonResponse({"orders": []})


async def orders_blocking(request):
    time.sleep(0.1)  # nothing else on this loop can run meanwhile
    return JsonResponse({"orders": []})
