"""Teams, under /teams/."""

from django.urls import path

from accounts.views import teams

app_name = "teams"

urlpatterns = [
    path("", teams.team_list, name="list"),
    path("new/", teams.team_new, name="new"),
    path("<slug:slug>/", teams.team_detail, name="detail"),
    path("<slug:slug>/edit/", teams.team_edit, name="edit"),
]
