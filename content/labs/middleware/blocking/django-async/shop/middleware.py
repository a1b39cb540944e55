import time

from django.utils.decorators import async_only_middleware


@async_only_middleware
def rate_limit(get_response):
    async def middleware(request):
        time.sleep(0.02)  # count this call
        return await get_response(request)

    return middleware
