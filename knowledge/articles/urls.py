"""Routes of articles."""

from django.urls import path, re_path

from knowledge.articles.views import (
    assist,
    discussion,
    feeds,
    history,
    lifecycle,
    lists,
    merging,
    reading,
    suggestions,
    writing,
)

app_name = "articles"

urlpatterns = [
    path("a/<int:pk>/", reading.article_by_number, name="by_number"),
    path("articles/", lists.article_list, name="list"),
    path("articles/broken-links/", lists.broken_links, name="broken_links"),
    path("articles/suggestions/", lists.waiting_suggestions, name="waiting_suggestions"),
    path("articles/flags/", lists.waiting_flags, name="waiting_flags"),
    path("articles/new/", writing.article_new, name="new"),
    path("articles/writing/", assist.writing_guide, name="writing_guide"),
    path("articles/preview/", assist.preview, name="preview"),
    path("articles/complete/", assist.complete, name="complete"),
    path("articles/upload/", assist.upload, name="upload"),
    path("articles/drafts/", writing.drafts, name="drafts"),
    path("articles/drafts/<str:key>/", writing.draft, name="draft"),
    path("articles/drafts/<str:key>/save/", writing.draft_save, name="draft_save"),
    path("articles/drafts/<str:key>/discard/", writing.draft_discard, name="draft_discard"),
    path("articles/drafts/<str:key>/merge/", merging.merge, name="merge"),
    path("articles/<slug:slug>/", reading.article_detail, name="detail"),
    path("articles/<slug:slug>/edit/", writing.article_edit, name="edit"),
    path("articles/<slug:slug>/pane/", reading.pane, name="pane"),
    path("articles/<slug:slug>/backlinks/", reading.backlinks, name="backlinks"),
    path("articles/<slug:slug>/passages/<str:key>/", reading.passage, name="passage"),
    path("articles/<slug:slug>/history/", history.article_history, name="history"),
    path("articles/<slug:slug>/revisions/<int:number>/", history.revision, name="revision"),
    path("articles/<slug:slug>/revisions/<int:number>/restore/", history.restore, name="restore"),
    path("articles/<slug:slug>/compare/", history.compare, name="compare"),
    path("articles/<slug:slug>/comments/", discussion.comment_add, name="comment_add"),
    path("articles/<slug:slug>/comments/<int:pk>/", discussion.comment_edit, name="comment_edit"),
    path(
        "articles/<slug:slug>/comments/<int:pk>/reply/",
        discussion.comment_reply,
        name="comment_reply",
    ),
    path(
        "articles/<slug:slug>/comments/<int:pk>/remove/",
        discussion.comment_remove,
        name="comment_remove",
    ),
    path("articles/<slug:slug>/flag/", discussion.flag, name="flag"),
    path("articles/<slug:slug>/flags/", discussion.flags, name="flags"),
    path("articles/<slug:slug>/flags/<int:pk>/", discussion.flag_decide, name="flag_decide"),
    path("articles/<slug:slug>/suggestions/", suggestions.suggestions, name="suggestions"),
    path("articles/<slug:slug>/suggestions/<int:pk>/", suggestions.suggestion, name="suggestion"),
    path(
        "articles/<slug:slug>/suggestions/<int:pk>/accept/",
        suggestions.suggestion_accept,
        name="suggestion_accept",
    ),
    path(
        "articles/<slug:slug>/suggestions/<int:pk>/adjust/",
        writing.suggestion_adjust,
        name="adjust",
    ),
    path(
        "articles/<slug:slug>/suggestions/<int:pk>/decline/",
        suggestions.suggestion_decline,
        name="suggestion_decline",
    ),
    path(
        "articles/<slug:slug>/suggestions/<int:pk>/withdraw/",
        suggestions.suggestion_withdraw,
        name="suggestion_withdraw",
    ),
    path("articles/<slug:slug>/verify/", lifecycle.verify, name="verify"),
    path("articles/<slug:slug>/archive/", lifecycle.archive, name="archive"),
    path("articles/<slug:slug>/bring-back/", lifecycle.bring_back, name="bring_back"),
    path("articles/<slug:slug>/hand-over/", lifecycle.hand_over, name="hand_over"),
    re_path(
        r"^feeds/(?P<token>[\w-]{20,100})/(?P<kind>area|topic|author)/(?P<slug>[-\w]+)\.atom$",
        feeds.feed,
        name="feed",
    ),
    re_path(
        r"^feeds/new/(?P<kind>area|topic|author)/(?P<slug>[-\w]+)/$",
        feeds.feed_new,
        name="feed_new",
    ),
]
