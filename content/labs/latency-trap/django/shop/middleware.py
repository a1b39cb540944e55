import time

from django.utils.decorators import async_only_middleware


@async_only_middleware
def timing(get_response):
    async def middleware(request):
        began = time.perf_counter()
        response = await get_response(request)
        took = time.perf_counter() - began
        if took > 0.5:
            print(f"slow: {request.path} took {took:.2f} s")
        return response

    return middleware
