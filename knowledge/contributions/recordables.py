"""What time can be spent on: each page that stands for one thing says which, for who looks at it.

Pages are known by the name of their route. The packages above register theirs in `AppConfig.ready`;
they decide who may see or write what, and how it is called. A browser only says on which page it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.contributions.models import Kind

LONGEST_PATH = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Recordable:
    """One thing, and the kind of contribution that work on this page is.

    `writes`: whether the person writes or decides there, so that active minutes count.
    """

    kind: Kind
    subject_kind: str
    subject_id: int
    label: str
    url: str
    area_id: int | None = None
    writes: bool = False


Find = Callable[["User", Mapping[str, Any]], Recordable | None]
"""Gives the thing by the arguments of the route, None when the user may not see it."""

_pages: dict[str, Find] = {}


def register(route: str, find: Find) -> None:
    """Make a page known, such as "articles:detail"; a second registration replaces the first."""
    _pages[route] = find


def is_known(route: str) -> bool:
    """Whether pages of this route stand for something; costs nothing."""
    return route in _pages


def on_page(person: User, path: str) -> Recordable | None:
    """What the page at this path stands for; None for any other path, or what they may not see."""
    if not path.startswith("/") or len(path) > LONGEST_PATH:
        return None
    try:
        found = resolve(path)
    except Resolver404:
        return None
    find = _pages.get(found.view_name)
    return find(person, found.kwargs) if find else None
