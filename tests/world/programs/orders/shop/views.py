from django.http import JsonResponse
from shop.models import Order


def sync(request):
    return JsonResponse({"id": Order.objects.create().pk})


def native(request):
    return JsonResponse({"brewed": Order.objects.filter(brewed=True).count()})


blocking = native
