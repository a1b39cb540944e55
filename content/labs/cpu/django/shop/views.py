from django.http import JsonResponse
from workload import burn


def prices(request):
    burn(0.1)  # discounts, in Python
    return JsonResponse({"prices": []})
