"""Routes of search."""

from django.urls import path

from knowledge.search import views

app_name = "search"

urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/palette/", views.palette, name="palette"),
    path("search/suggest/", views.complete, name="suggest"),
    path("search/go/<uuid:key>/<slug:kind>/<int:object_id>/", views.go, name="go"),
]
