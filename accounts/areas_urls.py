"""Product areas, under /areas/. Here and not in `knowledge.areas`, which knows no users."""

from django.urls import path

from accounts.views import areas

app_name = "areas"

urlpatterns = [
    path("", areas.area_list, name="list"),
    path("new/", areas.area_new, name="new"),
    path("pick/", areas.area_pick, name="pick"),
    path("experts/<int:pk>/confirm/", areas.expertise_confirm, name="expertise_confirm"),
    path("experts/<int:pk>/decline/", areas.expertise_decline, name="expertise_decline"),
    path("<slug:slug>/", areas.area_detail, name="detail"),
    path("<slug:slug>/edit/", areas.area_edit, name="edit"),
    path("<slug:slug>/restriction/", areas.area_restriction, name="restriction"),
    path("<slug:slug>/archive/", areas.area_archive, name="archive"),
]
