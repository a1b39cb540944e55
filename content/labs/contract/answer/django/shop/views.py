import json
import time

from django.http import JsonResponse
from django.views.decorators.http import require_POST
from shop.forms import OrderForm


@require_POST
def create_order(request):
    try:
        body = json.loads(request.body)
    except json.JSONDecodeError as error:
        return refuse({"__all__": [{"message": str(error), "code": "json"}]})
    form = OrderForm(body if isinstance(body, dict) else {})
    if not form.is_valid():
        return refuse(form.errors.get_json_data())

    time.sleep(0.1)  # the warehouse reserves the goods
    order = form.cleaned_data
    return JsonResponse({**order, "total": f"{order['quantity'] * 4.5:.2f} EUR"})


def refuse(errors):
    response = JsonResponse({"errors": errors}, status=400)
    print(response.status_code, response.text)
    return response
