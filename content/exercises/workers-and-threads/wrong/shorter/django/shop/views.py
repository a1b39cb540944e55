import time

from django.http import JsonResponse


def orders(request):
    time.sleep(0.02)
    return JsonResponse({"orders": []})
