from django.urls import path
from orders import views

urlpatterns = [
    path("orders", views.orders),
    path("orders/loaded", views.orders_loaded),
    path("orders/summary", views.summary),
]
