import time

from django.core.cache import cache
from django.http import JsonResponse

served = 0


def count(request):
    global served
    served += 1
    cache.add("served", 0)
    print("served", served, cache.incr("served"), flush=True)
    time.sleep(0.1)
    return JsonResponse({})


def slow(request):
    time.sleep(60)
    return JsonResponse({})
