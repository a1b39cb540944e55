import time


def rate_limit(get_response):
    def middleware(request):
        time.sleep(0.02)  # count this call
        return get_response(request)

    return middleware
