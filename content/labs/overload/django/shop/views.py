import time

from django.http import JsonResponse


def orders(request):
    time.sleep(0.4)  # a query, on the worker's one connection
    return JsonResponse({"orders": []})


def health(request):
    return JsonResponse({"status": "ok"})
