from django.urls import path

from shop import views

urlpatterns = [
    path("prices/<sku>", views.price),
]
