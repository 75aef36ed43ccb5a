"""Addresses of contribution time."""

from django.urls import path

from knowledge.contributions.views import settings

app_name = "time"

urlpatterns = [
    path("settings/", settings.settings, name="settings"),
]
