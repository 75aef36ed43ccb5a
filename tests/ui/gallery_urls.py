"""The site with its gallery, which otherwise exists in DEBUG only."""

from django.urls import include, path

from knowledge.ui.urls import GALLERY

urlpatterns = [
    path("", include((GALLERY, "ui_gallery"), namespace="ui_gallery")),
    path("", include("knowledge.urls")),
]
