from django.urls import path

from shop.views import health, report

urlpatterns = [path("report", report), path("health", health)]
