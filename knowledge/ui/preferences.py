"""Where theme, language and letter keys are kept: cookies, and with the person once they sign in.

`accounts` registers a keeper in its `AppConfig.ready`; until then cookies alone carry them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from django.db import DatabaseError
from django.http import HttpRequest

Name = Literal["theme", "interface_language", "single_keys"]
Keeper = Callable[[HttpRequest, Name, str], None]
"""Called with “light”, “dark” or “system”; “en” or “fr”; “on” or “off”. The person is signed in."""

THEMES = ("light", "dark")
THEME_COOKIE = "theme"
KEYS_COOKIE = "letter_keys"
YEAR = 365 * 24 * 60 * 60

_keepers: list[Keeper] = []


def register(keeper: Keeper) -> None:
    """Use this keeper from now on."""
    _keepers[:] = [keeper]


def keep(request: HttpRequest, name: Name, value: str) -> None:
    """Hand the choice of a signed-in person to the keeper."""
    if _is_signed_in(request):
        for keeper in _keepers:
            keeper(request, name, value)


def theme_of(request: HttpRequest) -> str:
    """“light”, “dark”, or “” when the system decides. The person's own setting comes first."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    if _keepers and _is_signed_in(request):
        theme = str(getattr(request.user, "theme", theme))
    return theme if theme in THEMES else ""


def letter_keys_of(request: HttpRequest) -> bool:
    """Whether single-letter shortcuts act; people turn them off (WCAG 2.1.4)."""
    if _keepers and _is_signed_in(request):
        return bool(getattr(request.user, "single_keys", True))
    return request.COOKIES.get(KEYS_COOKIE) != "off"


def _is_signed_in(request: HttpRequest) -> bool:
    """False as well while the database does not answer: error pages ask too."""
    user = getattr(request, "user", None)
    try:
        return user is not None and user.is_authenticated
    except DatabaseError:
        return False
