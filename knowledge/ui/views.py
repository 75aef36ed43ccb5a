"""Theme, language and letter keys; help; the gallery of components (DEBUG only); the 404 family."""

from __future__ import annotations

from typing import Any

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import check_for_language, override
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csrf import requires_csrf_token
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from knowledge.ui import gallery, preferences
from knowledge.ui.page import page, redirect_see_other, where_from


def _back(request: HttpRequest) -> HttpResponse:
    """To where the form stood, if that is a page of ours."""
    return redirect_see_other(where_from(request, "/"))


def _remember(response: HttpResponse, name: str, value: str) -> None:
    if value:
        response.set_cookie(
            name, value, max_age=preferences.YEAR, samesite="Lax", httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    else:
        response.delete_cookie(name, samesite="Lax")


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep light or dark; anything else lets the device decide."""
    chosen = request.POST.get("theme", "")
    chosen = chosen if chosen in preferences.THEMES else ""
    preferences.keep(request, "theme", chosen or "system")
    response = _back(request)
    _remember(response, preferences.THEME_COOKIE, chosen)
    return response


@login_not_required
@require_POST
def letter_keys(request: HttpRequest) -> HttpResponse:
    """Turn single-letter shortcuts on or off (WCAG 2.1.4)."""
    value = "off" if request.POST.get("letter_keys") == "off" else "on"
    preferences.keep(request, "single_keys", value)
    response = _back(request)
    _remember(response, preferences.KEYS_COOKIE, "off" if value == "off" else "")
    return response


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Django's own language switch, and the person's setting."""
    code = request.POST.get("language", "")
    if check_for_language(code) and code in dict(settings.LANGUAGES):
        preferences.keep(request, "interface_language", code)
    return set_language(request)


@login_not_required
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Shortcuts and signs, for those without JavaScript and for reading."""
    return page(request, "ui/help.html")


@login_not_required
@require_safe
@csp_update({"frame-src": ["'self'"]})
def gallery_index(request: HttpRequest) -> HttpResponse:
    """Every section, light and dark side by side."""
    code = "fr" if request.GET.get("lang") == "fr" else "en"
    return page(request, "ui/gallery/index.html", {"sections": gallery.SECTIONS, "code": code})


@login_not_required
@require_safe
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})  # type: ignore[arg-type]
def gallery_section(request: HttpRequest, slug: str) -> HttpResponse:
    """One section in the theme and language the query string names."""
    section = gallery.BY_SLUG.get(slug)
    if section is None:
        raise Http404
    context: dict[str, Any] = gallery.sample_context(request, section)
    code = "fr" if request.GET.get("lang") == "fr" else "en"
    with override(code):
        return page(request, section.template, context)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, in our look."""
    return _trouble(request, 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the page exists and is not yours to do this on."""
    return _trouble(request, 403)


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: what does not exist and what does not exist for you look the same."""
    return _trouble(request, 404)


def too_large(request: HttpRequest) -> HttpResponse:
    """413, for uploads refused by size."""
    return _trouble(request, 413)


def too_many(request: HttpRequest, retry_after: int = 60) -> HttpResponse:
    """429 with the seconds to wait."""
    response = _trouble(request, 429)
    response["Retry-After"] = str(retry_after)
    return response


@requires_csrf_token
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old or came from elsewhere; what was typed is still in the browser."""
    return page(request, "errors/csrf.html", _facts(request), status=403)


def _trouble(request: HttpRequest, status: int) -> HttpResponse:
    return page(request, f"errors/{status}.html", _facts(request), status=status)


def _facts(request: HttpRequest) -> dict[str, Any]:
    return {"request_id": getattr(request, "id", "")}
