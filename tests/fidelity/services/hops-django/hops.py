"""A view behind HOPS middlewares of one KIND that do nothing but pass on."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path
from django.utils.decorators import async_only_middleware, sync_only_middleware
from django.utils.deprecation import MiddlewareMixin

kind = os.environ["KIND"]
settings.configure(
    SECRET_KEY="only-measured",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[f"{__name__}.{kind}"] * int(os.environ["HOPS"]),
)


@sync_only_middleware
def plain(get_response):
    return lambda request: get_response(request)


@async_only_middleware
def awaiting(get_response):
    async def middleware(request):
        return await get_response(request)

    return middleware


class Mixed(MiddlewareMixin):
    """As those of startproject are: with a hook before the view and one after it."""

    def process_request(self, request):
        return None

    def process_response(self, request, response):
        return response


def index(request):
    return JsonResponse({"ok": True})


async def async_index(request):
    return JsonResponse({"ok": True})


wsgi = get_wsgi_application()
asgi = get_asgi_application()
urlpatterns = [path("", index if os.environ.get("VIEW") == "sync" else async_index)]
