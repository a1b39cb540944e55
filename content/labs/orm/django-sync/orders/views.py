from django.db.models import Count, Max
from django.http import JsonResponse

from orders.models import Order


def orders(request):
    found = [{"id": order.pk, "customer": order.customer.name} for order in Order.objects.all()]
    return JsonResponse(found, safe=False)


def orders_loaded(request):
    found = Order.objects.select_related("customer")
    return JsonResponse([{"id": order.pk, "customer": order.customer.name} for order in found], safe=False)


def summary(request):
    count = Order.objects.count()
    customers = Order.objects.aggregate(value=Count("customer", distinct=True))
    latest = Order.objects.aggregate(value=Max("pk"))
    return JsonResponse({"count": count, "customers": customers["value"], "latest": latest["value"]})
