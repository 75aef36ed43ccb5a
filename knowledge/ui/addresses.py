"""Addresses that every page shows: found once, not on each page."""

from functools import lru_cache

from django.conf import settings
from django.urls import get_script_prefix, reverse


def address_of(route: str) -> str:
    """Of a view that takes no arguments. Raises NoReverseMatch."""
    return _address(route, get_script_prefix(), settings.ROOT_URLCONF)


@lru_cache(maxsize=256)
def _address(route: str, _prefix: str, _routes: str) -> str:
    return reverse(route)
