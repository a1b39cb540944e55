import json
import time
from urllib.request import urlopen

from django.http import JsonResponse

STOCK = "http://stock:8001"


def checkout(request, sku):
    with urlopen(f"{STOCK}/price/{sku}") as price, urlopen(f"{STOCK}/stock/{sku}") as stock:
        return JsonResponse({"sku": sku, **json.load(price), **json.load(stock)})


def report(request):
    time.sleep(0.5)  # a query over last month's orders
    return JsonResponse({"orders": 1204})
