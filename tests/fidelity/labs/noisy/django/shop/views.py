import time

from django.http import JsonResponse


def orders(request):
    time.sleep(0.1)  # a slow query
    return JsonResponse({"orders": []})
