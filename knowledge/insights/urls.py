"""Insights, under /insights/."""

from django.urls import path

from knowledge.insights import views

app_name = "insights"

urlpatterns = [
    path("searches/", views.searches, name="searches"),
    path("searches/file/", views.searches_file, name="searches_file"),
    path("searches/ask/", views.ask, name="ask"),
]
