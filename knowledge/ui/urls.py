"""Routes of the frame; the gallery exists in DEBUG only."""

from django.conf import settings
from django.urls import path

from knowledge.ui import views

app_name = "ui"

urlpatterns = [
    path("ui/theme/", views.theme, name="theme"),
    path("ui/language/", views.language, name="language"),
    path("ui/letter-keys/", views.letter_keys, name="letter_keys"),
    path("help/", views.help_page, name="help"),
]

GALLERY = [
    path("gallery/", views.gallery_index, name="gallery"),
    path("gallery/<slug:slug>/", views.gallery_section, name="gallery_section"),
]

if settings.DEBUG:
    urlpatterns += GALLERY
