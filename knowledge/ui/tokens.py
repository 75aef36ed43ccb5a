"""The form token, masked once a page instead of once a form."""

from __future__ import annotations

from django.http import HttpRequest
from django.middleware.csrf import get_token


def form_token(request: HttpRequest) -> str:
    """The same masked token for every form of this answer; the next answer has another mask."""
    known: str | None = getattr(request, "_form_token", None)
    if known is None:
        known = get_token(request)
        request._form_token = known  # type: ignore[attr-defined]
    return known
