import time

from django.utils.decorators import async_only_middleware


@async_only_middleware
def timing(get_response):
    async def middleware(request):
        start = time.perf_counter()
        response = await get_response(request)
        response["Server-Timing"] = f"app;dur={(time.perf_counter() - start) * 1000:.0f}"
        return response

    return middleware
