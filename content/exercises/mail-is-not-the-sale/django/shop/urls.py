from catalogue import views
from django.urls import path

urlpatterns = [
    path("products", views.products),
    path("products/<sku>/sell", views.sell),
]
