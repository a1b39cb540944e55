import asyncio

import httpx
from django.http import JsonResponse

client = httpx.AsyncClient(timeout=2)


async def offer(request, sku):
    customer, stock, price = await asyncio.gather(
        client.get("http://customers:9001/c-1042"),
        client.get(f"http://stock:9002/{sku}"),
        client.get(f"http://prices:9003/{sku}"),
    )
    return JsonResponse({"customer": customer.json(), "stock": stock.json(), "price": price.json()})
