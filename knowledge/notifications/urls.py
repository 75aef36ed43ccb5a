"""Routes of the inbox."""

from django.urls import path

from knowledge.notifications import views

app_name = "notifications"

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/<int:pk>/", views.open_one, name="open"),
    path("inbox/<int:pk>/read/", views.read_one, name="read"),
]
