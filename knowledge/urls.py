"""Every route of the site, by package."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

handler400 = "knowledge.ui.views.bad_request"
handler403 = "knowledge.ui.views.permission_denied"
handler404 = "knowledge.ui.views.page_not_found"
handler500 = "knowledge.operations.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("knowledge.operations.urls")),
    path("", include("knowledge.ui.urls")),
    path("admin/", admin.site.urls),
]

if settings.DEBUG_TOOLBAR:
    urlpatterns += [
        path("__debug__/", include("debug_toolbar.urls")),
        path("__reload__/", include("django_browser_reload.urls")),
    ]
