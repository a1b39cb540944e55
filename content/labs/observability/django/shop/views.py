import logging
import time

from django.http import JsonResponse

log = logging.getLogger("orders")


def order(request, number):
    log.info("asking the warehouse for order %s", number)
    time.sleep(0.2)
    log.info("the warehouse has order %s", number)
    return JsonResponse({"number": number, "state": "packed"})


def health(request):
    return JsonResponse({"status": "ok"})
