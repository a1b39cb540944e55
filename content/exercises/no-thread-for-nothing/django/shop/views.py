import asyncio

from django.http import JsonResponse


async def orders(request):
    await asyncio.sleep(0.1)  # a slow query
    return JsonResponse({"orders": []})
