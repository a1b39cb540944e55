from django.http import JsonResponse
from django.shortcuts import get_object_or_404

from billing.customers.models import Customer


def invoice(request, customer):
    customer = get_object_or_404(Customer, pk=customer)
    return JsonResponse({"to": customer.name, "payment_days": customer.payment_days})
