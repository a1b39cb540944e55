import time
from threading import BoundedSemaphore

from django.http import JsonResponse

connections = BoundedSemaphore(4)


def orders(request):
    with connections:
        time.sleep(0.4)  # a query, on one of four connections
    return JsonResponse({"orders": []})


def health(request):
    return JsonResponse({"status": "ok"})
