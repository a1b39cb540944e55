import time

from django.http import JsonResponse


def stock(request, sku):
    time.sleep(0.1)  # the warehouse is slow
    return JsonResponse({"sku": sku, "available": 7})
