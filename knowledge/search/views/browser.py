"""Searching from outside: the description that browsers read, and how to set it up."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from knowledge.search.views.suggestions import SUGGESTIONS_TYPE
from knowledge.ui.page import page

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest

DESCRIPTION_TYPE = "application/opensearchdescription+xml"
_DAY = 24 * 3600
_SHORT_NAME = 16
_BOOKMARKLET = (
    "(()=>{{const s=String(getSelection()).trim().slice(0,400);"
    "open('{url}?window=small&q='+encodeURIComponent(s),'terroir','popup,width=420,height=760')}})()"
)


@login_not_required
@cache_control(public=True, max_age=_DAY)
@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """OpenSearch 1.1: how to search here from the address bar. Says nothing of what is inside."""
    context = {
        "short_name": f"{settings.PRODUCT_NAME} {settings.COMPANY_NAME}"[:_SHORT_NAME].strip(),
        "self_url": _absolute(request, reverse("search:opensearch")),
        "search_url": _absolute(request, reverse("search:results")),
        "suggest_url": _absolute(request, reverse("search:browser_suggest")),
        "suggestions_type": SUGGESTIONS_TYPE,
        "description_type": DESCRIPTION_TYPE,
        "icon_url": _absolute(request, static("img/favicon.svg")),
    }
    return render(request, "search/opensearch.xml", context, content_type=DESCRIPTION_TYPE)


@require_safe
def browser(request: SignedInRequest) -> HttpResponse:
    """How to search from the address bar, and from words selected on any page."""
    code = _BOOKMARKLET.format(url=_absolute(request, reverse("search:results")))
    context = {
        "bookmarklet": f"javascript:{quote(code, safe='()=>{}.,;+?&:/!*~')}",
        "search_url": _absolute(request, reverse("search:results")) + "?q=%s",
    }
    return page(request, "search/browser.html", context)


def _absolute(request: HttpRequest, path: str) -> str:
    return request.build_absolute_uri(path)
