from django.http import JsonResponse
from workload import burn


def prices(request):
    burn(0.1)  # a discount for every article, in plain Python
    return JsonResponse({"prices": []})
