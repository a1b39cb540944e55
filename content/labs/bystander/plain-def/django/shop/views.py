import time

from django.http import JsonResponse


def report(request):
    time.sleep(0.2)  # a slow query
    return JsonResponse({"rows": []})


async def health(request):
    return JsonResponse({"status": "ok"})
