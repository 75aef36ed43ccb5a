"""The way to the figures, for those whom they are for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from knowledge.insights.permissions import can_see_failures, can_see_thread_figures
from knowledge.ui import slots

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


def failures_link(request: HttpRequest) -> SafeString | str:
    """An entry of the profile menu of leads and managers; costs no query."""
    if not request.user.is_authenticated or not can_see_failures(request.user):
        return ""
    return _menu_entry("searches", get_language())


def threads_link(request: HttpRequest) -> SafeString | str:
    """An entry of the menu of leads, managers and administrators; costs no query."""
    if not request.user.is_authenticated or not can_see_thread_figures(request.user):
        return ""
    return _menu_entry("threads", get_language())


@lru_cache(maxsize=8)
def _menu_entry(page: str, language: str | None) -> SafeString:
    """Drawn in the active language, which is part of the key."""
    url = reverse(f"insights:{page}")
    return render_to_string("insights/menu_link.html", {"url": url, "page": page})


def register() -> None:
    """Fill the places."""
    slots.register("menu", failures_link, order=30)
    slots.register("menu", threads_link, order=32)
