from inspect import getmembers, isfunction

from django.urls import path

from shop import more_views, views

# Every function of these modules is served under its own name.
urlpatterns = [
    path(name, view)
    for module in (views, more_views)
    for name, view in getmembers(module, isfunction)
    if view.__module__ == module.__name__
]
