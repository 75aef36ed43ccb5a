"""Routes of search."""

from django.urls import path

from knowledge.search import views

app_name = "search"

urlpatterns = [
    path("search/", views.results, name="results"),
    path("search/palette/", views.palette, name="palette"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("search/<uuid:key>/open/<slug:kind>/<int:object_id>/", views.open_result, name="open"),
]
