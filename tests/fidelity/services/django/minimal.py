from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

settings.configure(SECRET_KEY="only-measured", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__)


def index(request):
    return JsonResponse({"ok": True})


urlpatterns = [path("", index)]
wsgi = get_wsgi_application()
asgi = get_asgi_application()
