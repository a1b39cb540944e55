from django.http import JsonResponse

from orders.models import Order


def orders(request):
    found = Order.objects.order_by("pk")[:1]
    return JsonResponse([{"id": order.pk, "customer": order.customer.name} for order in found], safe=False)
