"""Routes of reply records."""

from django.urls import path

from knowledge.replies.views import copying as views

app_name = "replies"

urlpatterns = [
    path("replies/", views.mine, name="mine"),
    path("replies/copy/", views.copy, name="copy"),
    path("replies/channel/", views.channel, name="channel"),
    path("replies/<int:pk>/", views.change, name="change"),
]
