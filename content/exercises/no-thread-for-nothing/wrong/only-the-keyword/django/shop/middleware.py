from asgiref.sync import async_to_sync
from django.http import JsonResponse


async def is_partner(request):
    return request.headers.get("x-key") == "tea"


def only_partners(get_response):
    def middleware(request):
        if not async_to_sync(is_partner)(request):
            return JsonResponse({"detail": "no key"}, status=401)
        return get_response(request)

    return middleware
