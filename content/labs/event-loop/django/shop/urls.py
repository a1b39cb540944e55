from django.urls import path

from shop import views

urlpatterns = [
    path("orders/def", views.orders_def),
    path("orders/async", views.orders_async),
    path("orders/blocking", views.orders_blocking),
]
