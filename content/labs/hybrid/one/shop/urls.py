from django.urls import path

from shop import views

urlpatterns = [
    path("checkout/<slug:sku>", views.checkout),
    path("office/report", views.report),
]
