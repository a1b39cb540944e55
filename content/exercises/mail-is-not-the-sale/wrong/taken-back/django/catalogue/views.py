from django.db import transaction
from django.db.models import F
from django.http import JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from catalogue.models import Product


def products(request):
    return JsonResponse(list(Product.objects.order_by("sku").values("sku", "stock")), safe=False)


@require_POST
def sell(request, sku):
    product = get_object_or_404(Product, sku=sku)
    product.stock = F("stock") - 1
    try:
        with transaction.atomic():
            product.save(update_fields=["stock"])
    except ConnectionError:
        pass
    return JsonResponse({"sold": sku})
