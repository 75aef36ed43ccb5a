"""Addresses of contribution time."""

from django.urls import include, path

from knowledge.contributions.views import activity, settings

app_name = "time"

urlpatterns = [
    path("plan/", include("knowledge.contributions.plan_urls")),
    path("activity/", activity.activity, name="activity"),
    path("activity/off/", activity.activity_off, name="activity_off"),
    path("settings/", settings.settings, name="settings"),
]
