from django.http import JsonResponse


def only_partners(get_response):
    def middleware(request):
        if request.headers.get("x-key") != "tea":
            return JsonResponse({"detail": "no key"}, status=401)
        return get_response(request)

    return middleware
