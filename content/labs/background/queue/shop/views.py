from django.http import JsonResponse
from django.views.decorators.http import require_POST

from shop.tasks import confirm


@require_POST
def order(request, number):
    confirm.enqueue(number)
    return JsonResponse({"order": number}, status=202)


def stock(request):
    return JsonResponse({"TEA-1": 12})
