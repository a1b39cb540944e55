from django.contrib import admin
from django.urls import path

from shop import views

names = ["one", "aone", "many", "joined", "amany", "together", "user", "enter"]
urlpatterns = [path("admin/", admin.site.urls), *(path(name, getattr(views, name)) for name in names)]
