import asyncio
import time

from django.http import JsonResponse

WAIT = 0.1


def sync(request):
    time.sleep(WAIT)
    return JsonResponse({"ok": True})


async def native(request):
    await asyncio.sleep(WAIT)
    return JsonResponse({"ok": True})


async def blocking(request):
    time.sleep(WAIT)
    return JsonResponse({"ok": True})
