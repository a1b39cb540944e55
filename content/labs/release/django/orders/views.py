from django.http import JsonResponse

from orders.models import Order


def orders(request):
    return JsonResponse(list(Order.objects.values()), safe=False)
