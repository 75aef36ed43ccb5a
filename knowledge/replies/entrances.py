"""The ways in to "the customer told me first", on pages of lower packages; none costs a query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.articles import margin
from knowledge.ui import kept, slots
from knowledge.ui.addresses import address_of
from knowledge.ui.tokens import form_token

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

_FORM = "replies/_told_first.html"


def told_first_exit(request: HttpRequest) -> SafeString | str:
    """Below results: the words go along."""
    if not request.user.is_authenticated:
        return ""
    return _drawn(request, name="q", value=request.GET.get("q", "")[:400], is_line=True)


def told_first_beside_copying(request: HttpRequest) -> SafeString | str:
    """On the page of an article: the article goes along."""
    match = request.resolver_match
    slug = str(match.kwargs.get("slug", "")) if match else ""
    return _drawn(request, name="article", value=slug, is_line=False) if slug else ""


def _drawn(request: HttpRequest, *, name: str, value: str, is_line: bool) -> SafeString:
    holes = {"url": address_of("replies:told_first"), "token": form_token(request), "value": value}
    return kept.draw(_FORM, {"name": name, "is_line": is_line}, holes)


def open_ways_in() -> None:
    """Called when the application starts."""
    slots.register("exits", told_first_exit, order=90)
    margin.register_copying(told_first_beside_copying)
