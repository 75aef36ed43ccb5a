"""Topics, under /topics/."""

from django.urls import path

from accounts.views import topics

app_name = "topics"

urlpatterns = [
    path("", topics.topic_list, name="list"),
    path("pick/", topics.topic_pick, name="pick"),
    path("<slug:slug>/", topics.topic_detail, name="detail"),
    path("<slug:slug>/synonyms/", topics.topic_synonym, name="synonym"),
    path("<slug:slug>/merge/", topics.topic_merge, name="merge"),
    path("<slug:slug>/delete/", topics.topic_delete, name="delete"),
]
