from catalogue import views
from django.contrib import admin
from django.urls import path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("products", views.products),
    path("products/<sku>/sell", views.sell),
]
