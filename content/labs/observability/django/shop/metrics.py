"""The two metrics that every dashboard asks for, under the names that FastAPI's instrumentator gives them."""

from time import perf_counter

from django.http import HttpResponse
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

requests = Counter("http_requests_total", "Requests answered", ["handler", "method", "status"])
duration = Histogram("http_request_duration_seconds", "Time in the application", ["handler", "method"])

EXCLUDED = ("health", "metrics")


def metrics_middleware(get_response):
    def middleware(request):
        start = perf_counter()
        response = get_response(request)
        # The route, not the path: every value of a label is a time series of its own.
        handler = request.resolver_match.route if request.resolver_match else "none"
        if handler not in EXCLUDED:
            requests.labels(handler, request.method, f"{response.status_code // 100}xx").inc()
            duration.labels(handler, request.method).observe(perf_counter() - start)
        return response

    return middleware


def metrics(request):
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
