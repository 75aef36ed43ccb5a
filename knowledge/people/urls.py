"""People, under /people/ (their administration is in `accounts.urls`, before this)."""

from django.urls import path, re_path

from knowledge.people import views

app_name = "people"

urlpatterns = [
    path("", views.directory, name="directory"),
    path("pick/", views.person_pick, name="pick"),
    re_path(r"^avatar/(?P<key>[0-9a-f]{32})-(?P<size>96|256)\.webp$", views.avatar, name="avatar"),
    path("<slug:slug>/", views.profile, name="profile"),
]
