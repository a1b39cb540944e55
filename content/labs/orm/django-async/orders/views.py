import asyncio

from django.db.models import Count, Max
from django.http import JsonResponse

from orders.models import Customer, Order


async def orders(request):
    found = []
    async for order in Order.objects.all():
        customer = await Customer.objects.aget(pk=order.customer_id)
        found.append({"id": order.pk, "customer": customer.name})
    return JsonResponse(found, safe=False)


async def orders_loaded(request):
    found = Order.objects.select_related("customer")
    return JsonResponse([{"id": order.pk, "customer": order.customer.name} async for order in found], safe=False)


async def summary(request):
    count, customers, latest = await asyncio.gather(
        Order.objects.acount(),
        Order.objects.aaggregate(value=Count("customer", distinct=True)),
        Order.objects.aaggregate(value=Max("pk")),
    )
    return JsonResponse({"count": count, "customers": customers["value"], "latest": latest["value"]})
