from django.http import JsonResponse

from shop.rates import get_rates

euros = {"TEA-1": 4.5}


def price(request, sku):
    currency = request.GET["currency"]
    amount = euros[sku] * get_rates().rate(currency)
    return JsonResponse({"sku": sku, "price": round(amount, 2), "currency": currency})
