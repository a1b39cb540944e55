import asyncio

from django.http import JsonResponse

from orders.models import Customer, Order


async def orders(request):
    found = [order async for order in Order.objects.order_by("pk")]
    customers = await asyncio.gather(*[Customer.objects.aget(pk=order.customer_id) for order in found])
    rows = [{"id": order.pk, "customer": customer.name} for order, customer in zip(found, customers, strict=True)]
    return JsonResponse(rows, safe=False)
