from django.urls import path

from billing.views import invoice

urlpatterns = [path("invoices/<int:customer>", invoice)]
