from django.http import JsonResponse
from django.utils.decorators import async_only_middleware


@async_only_middleware
def only_partners(get_response):
    async def middleware(request):
        if request.headers.get("x-key") != "tea":
            return JsonResponse({"detail": "no key"}, status=401)
        return get_response(request)

    return middleware
