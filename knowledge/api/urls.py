"""Routes for programs, by version."""

from django.urls import path, re_path

from knowledge.api import reply_views, time_views, views

app_name = "api"

urlpatterns = [
    path("v1/search", views.search, name="search"),
    path("v1/contributions/me", time_views.me, name="time_me"),
    path("v1/contributions/teams/<slug:slug>", time_views.team, name="time_team"),
    path("v1/snippets", reply_views.snippets, name="snippets"),
    path("v1/replies", reply_views.replies, name="replies"),
    re_path(r"", views.unknown, name="unknown"),
]
