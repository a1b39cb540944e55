from django.urls import path

from shop import views

urlpatterns = [
    path("orders/<number>", views.order),
    path("stock", views.stock),
]
