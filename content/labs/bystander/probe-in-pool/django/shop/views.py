import time

from django.http import JsonResponse


def report(request):
    time.sleep(5)  # a slow query
    return JsonResponse({"rows": []})


def health(request):
    return JsonResponse({"status": "ok"})
