import httpx
from django.http import JsonResponse

client = httpx.AsyncClient(timeout=2)


async def offer(request, sku):
    customer = await client.get("http://customers:9001/c-1042")
    stock = await client.get(f"http://stock:9002/{sku}")
    price = await client.get(f"http://prices:9003/{sku}")
    return JsonResponse({"customer": customer.json(), "stock": stock.json(), "price": price.json()})
