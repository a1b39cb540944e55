from django.http import JsonResponse
from workload import burn


def spin(request):
    burn(float(request.GET["for"]))
    return JsonResponse({})
