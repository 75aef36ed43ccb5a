"""Addresses that every page shows: found once, not on each page."""

from collections.abc import Callable
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.urls import get_script_prefix, reverse

ANY_SLUG: Final = "0-any-slug-0"
ANY_NUMBER: Final = 1_000_000_007
ANY_KEY: Final = "00000000-0000-4000-8000-000000000000"
"""Arguments that views take, and that stand nowhere else in their addresses."""


def address_of(route: str) -> str:
    """Of a view that takes no arguments. Raises NoReverseMatch."""
    return _address(route, get_script_prefix(), settings.ROOT_URLCONF)


@lru_cache(maxsize=256)
def _address(route: str, _prefix: str, _routes: str) -> str:
    return reverse(route)


def address_around(route: str, sample: str | int, *more: str | int) -> Callable[[object], str]:
    """Of a view for many values of its first argument: slugs, numbers, keys, none of which needs
    quoting. `sample` is one of the ANY_ above; `more` are the other arguments. Raises NoReverseMatch.
    """
    before, after = _around(route, (sample, *more), get_script_prefix(), settings.ROOT_URLCONF)
    return lambda value: f"{before}{value}{after}"


@lru_cache(maxsize=256)
def _around(
    route: str, arguments: tuple[str | int, ...], _prefix: str, _routes: str
) -> tuple[str, str]:
    before, _sample, after = reverse(route, args=arguments).partition(str(arguments[0]))
    return before, after
