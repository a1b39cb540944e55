from threading import BoundedSemaphore

from django.http import JsonResponse


def places_middleware(get_response):
    places = BoundedSemaphore(15)

    def middleware(request):
        if request.path == "/health":
            return get_response(request)
        if not places.acquire(blocking=False):
            return JsonResponse({"detail": "busy"}, status=503)
        try:
            return get_response(request)
        finally:
            places.release()

    return middleware
