"""A Django view that computes in a pool of its worker."""

from concurrent.futures import ProcessPoolExecutor

from django.http import JsonResponse
from workload import burn

pool = None


def square(number):
    burn(0.5)
    return number * number


def computed(request):
    global pool
    pool = pool or ProcessPoolExecutor(2)
    return JsonResponse({"squares": list(pool.map(square, [2, 3]))})
