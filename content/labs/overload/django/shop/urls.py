from django.urls import path

from shop.views import health, orders

urlpatterns = [path("orders", orders), path("health", health)]
