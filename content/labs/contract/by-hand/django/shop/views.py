import json
import time

from django.http import JsonResponse
from django.views.decorators.http import require_POST


@require_POST
def create_order(request):
    order = json.loads(request.body)
    if not order["sku"]:
        return refuse({"sku": "must not be empty"})
    if order["quantity"] < 1 or order["quantity"] > 100:
        return refuse({"quantity": "must be between 1 and 100"})

    time.sleep(0.1)  # the warehouse reserves the goods
    return JsonResponse({**order, "total": order["quantity"] * 4.5})


def refuse(errors):
    response = JsonResponse({"errors": errors}, status=400)
    print(response.status_code, response.text)
    return response
