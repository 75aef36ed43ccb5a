"""Routes of attachments."""

from django.urls import path

from knowledge.passages import views

app_name = "passages"

urlpatterns = [
    path("attachments/<slug:key>/<str:name>", views.attachment, name="attachment"),
    path("attachments/<slug:key>/small/<str:name>", views.thumbnail, name="thumbnail"),
]
