import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

django = get_asgi_application()

from shop.live import live  # noqa: E402, as what it imports may need the settings


async def application(scope, receive, send):
    chosen = live if scope["type"] == "websocket" else django
    await chosen(scope, receive, send)
