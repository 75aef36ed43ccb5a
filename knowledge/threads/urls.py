"""Addresses of threads."""

from django.urls import URLPattern, URLResolver

app_name = "threads"
urlpatterns: list[URLPattern | URLResolver] = []
