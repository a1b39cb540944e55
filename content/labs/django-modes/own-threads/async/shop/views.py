import asyncio
import time

from asgiref.sync import sync_to_async
from django.http import JsonResponse


def load_orders():
    time.sleep(0.1)
    return []


def load_invoices():
    time.sleep(0.1)
    return []


async def orders(request):
    found, invoices = await asyncio.gather(
        sync_to_async(load_orders, thread_sensitive=False)(),
        sync_to_async(load_invoices, thread_sensitive=False)(),
    )
    return JsonResponse({"orders": found, "invoices": invoices})
