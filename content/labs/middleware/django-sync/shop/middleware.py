import time


def timing(get_response):
    def middleware(request):
        start = time.perf_counter()
        response = get_response(request)
        response["Server-Timing"] = f"app;dur={(time.perf_counter() - start) * 1000:.0f}"
        return response

    return middleware
