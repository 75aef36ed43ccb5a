"""Routes for programs, by version."""

from django.urls import path, re_path

from knowledge.api import views

app_name = "api"

urlpatterns = [
    path("v1/search", views.search, name="search"),
    re_path(r"", views.unknown, name="unknown"),
]
