from asgiref.sync import async_to_sync
from django.http import JsonResponse


def only_partners(get_response):
    async def check(request):
        if request.headers.get("x-key") != "tea":
            return JsonResponse({"detail": "no key"}, status=401)
        return get_response(request)

    return async_to_sync(check)
