from django.urls import path

from shop.metrics import metrics
from shop.views import health, order

urlpatterns = [
    path("orders/<int:number>", order),
    path("health", health),
    path("metrics", metrics),
]
