"""The home page's route. Its name stands without a namespace: every page links here."""

from django.urls import path

from knowledge.home import views

urlpatterns = [path("", views.home, name="home")]
