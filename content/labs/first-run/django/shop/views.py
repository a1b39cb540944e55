import time

from django.http import JsonResponse


def stock(request, sku):
    time.sleep(0.1)  # the warehouse takes its time to answer
    return JsonResponse({"sku": sku, "available": 7})
