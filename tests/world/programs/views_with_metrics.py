from django.http import HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, Counter, generate_latest

calls = Counter("calls", "Calls of hello")


def hello(request):
    calls.inc()
    return HttpResponse()


def metrics(request):
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def show(request):
    lines = generate_latest().decode().splitlines()
    print(*(line for line in lines if line.startswith("calls_total")), sep="\n")
    return HttpResponse()
