"""Every route of the site, by package."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

handler400 = "knowledge.ui.views.bad_request"
handler403 = "knowledge.ui.views.permission_denied"
handler404 = "knowledge.ui.views.page_not_found"
handler429 = "knowledge.ui.views.too_many"
handler500 = "knowledge.operations.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("knowledge.operations.urls")),
    path("", include("knowledge.ui.urls")),
    path("", include("knowledge.home.urls")),
    path("", include("knowledge.search.urls")),
    path("", include("knowledge.articles.urls")),
    path("", include("knowledge.threads.urls")),
    path("", include("knowledge.replies.urls")),
    path("", include("knowledge.notifications.urls")),
    path("", include("knowledge.passages.urls")),
    path("api/", include("knowledge.api.urls")),
    path("accounts/", include("accounts.signin_urls")),
    path("", include("accounts.urls")),
    path("areas/", include("accounts.areas_urls")),
    path("topics/", include("accounts.topics_urls")),
    path("teams/", include("accounts.teams_urls")),
    path("people/", include("knowledge.people.urls")),
    path("insights/", include("knowledge.insights.urls")),
    path("time/", include("knowledge.contributions.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEBUG_TOOLBAR:
    urlpatterns += [
        path("__debug__/", include("debug_toolbar.urls")),
        path("__reload__/", include("django_browser_reload.urls")),
    ]
