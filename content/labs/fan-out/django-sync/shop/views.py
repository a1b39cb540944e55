import httpx
from django.http import JsonResponse

client = httpx.Client(timeout=2)


def offer(request, sku):
    customer = client.get("http://customers:9001/c-1042")
    stock = client.get(f"http://stock:9002/{sku}")
    price = client.get(f"http://prices:9003/{sku}")
    return JsonResponse({"customer": customer.json(), "stock": stock.json(), "price": price.json()})
