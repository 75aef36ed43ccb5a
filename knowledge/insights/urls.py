"""Insights, under /insights/."""

from django.urls import path

from knowledge.insights import views
from knowledge.insights.replies.views import replies, replies_file
from knowledge.insights.threads.views import area_threads, threads, threads_file
from knowledge.insights.time.views.areas import areas, areas_file
from knowledge.insights.time.views.company import company, company_file
from knowledge.insights.time.views.people import person
from knowledge.insights.time.views.teams import teams, teams_file

app_name = "insights"

urlpatterns = [
    path("searches/", views.searches, name="searches"),
    path("searches/file/", views.searches_file, name="searches_file"),
    path("searches/ask/", views.ask, name="ask"),
    path("threads/", threads, name="threads"),
    path("threads/file/", threads_file, name="threads_file"),
    path("threads/area/<slug:slug>/", area_threads, name="area_threads"),
    path("replies/", replies, name="replies"),
    path("replies/file/", replies_file, name="replies_file"),
    path("time/", teams, name="time_teams"),
    path("time/file/<slug:form>/", teams_file, name="time_teams_file"),
    path("time/people/<slug:slug>/", person, name="time_person"),
    path("time/company/", company, name="time_company"),
    path("time/company/file/<slug:form>/", company_file, name="time_company_file"),
    path("time/areas/", areas, name="time_areas"),
    path("time/areas/file/<slug:form>/", areas_file, name="time_areas_file"),
]
