import time


def rate_limit(get_response):
    def middleware(request):
        time.sleep(0.02)  # how many calls has this client left? a client library without async support
        return get_response(request)

    return middleware
