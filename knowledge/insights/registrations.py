"""The way to the figures, for those whom they are for."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language

from accounts.models import User
from knowledge.contributions.permissions import can_see_company
from knowledge.insights.permissions import can_see_failures, can_see_thread_figures
from knowledge.insights.time.monthly import (
    EVERY_SECONDS,
    PEOPLE,
    SUMS,
    may_read_people,
    may_read_sums,
    tell_managers,
)
from knowledge.passages import subjects
from knowledge.search.worker import register_job
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


def time_link(request: HttpRequest) -> SafeString | str:
    """An entry of the menu of managers, leads and administrators; costs no query."""
    if not request.user.is_authenticated or not can_see_company(request.user):
        return ""
    is_manager = isinstance(request.user, User) and request.user.is_manager
    return _menu_entry("time_teams" if is_manager else "time_company", get_language())


def replies_link(request: HttpRequest) -> SafeString | str:
    """An entry of the menu of leads, managers and administrators; costs no query."""
    if not request.user.is_authenticated or not can_see_thread_figures(request.user):
        return ""
    return _menu_entry("replies", get_language())


def register() -> None:
    """Fill the places; tell managers of their month."""
    slots.register("menu", time_link, order=28)
    register_job("month of the teams", EVERY_SECONDS, tell_managers)
    for name, readable in ((PEOPLE, may_read_people), (SUMS, may_read_sums)):
        subjects.register(subjects.SubjectKind(name=name, readable_ids=readable))
    slots.register("menu", failures_link, order=30)
    slots.register("menu", threads_link, order=32)
    slots.register("menu", replies_link, order=33)
