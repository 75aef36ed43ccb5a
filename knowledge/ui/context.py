"""What every template may use: the nonce, the theme, the languages, the names."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from knowledge.ui.frame import person_key
from knowledge.ui.preferences import letter_keys_of, theme_of
from knowledge.ui.tokens import form_token


def frame(request: HttpRequest) -> dict[str, Any]:
    """`csp_nonce` and `csrf_token` stay lazy: a page that never prints them sends none."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "theme": theme_of(request),
        "letter_keys": letter_keys_of(request),
        "person_key": lambda: person_key(request),
        "csrf_token": SimpleLazyObject(lambda: form_token(request)),
        "languages": settings.LANGUAGES,
        "product_name": settings.PRODUCT_NAME,
        "company_name": settings.COMPANY_NAME,
    }
