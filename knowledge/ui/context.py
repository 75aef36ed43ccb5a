"""What every template may use: the nonce, the theme, the languages, the names."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from knowledge.ui.preferences import letter_keys_of, theme_of


def frame(request: HttpRequest) -> dict[str, Any]:
    """`csp_nonce` stays lazy: a page that never prints it sends none."""
    return {
        "csp_nonce": getattr(request, "csp_nonce", ""),
        "theme": theme_of(request),
        "letter_keys": letter_keys_of(request),
        "languages": settings.LANGUAGES,
        "product_name": settings.PRODUCT_NAME,
        "company_name": settings.COMPANY_NAME,
    }
