"""Figures as each language writes them: 1,240 and 7.1 % in English, 1 240 and 7,1 % in French."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext, pgettext

NARROW = "\u202f"
NO_BREAK = "\u00a0"
_HOUR = 60
_THOUSAND = 1000
_KILO = 1024


def number(value: float | Decimal, places: int | None = None) -> str:
    """The figure with grouped thousands; `places` decimals when given, none for a whole float."""
    if type(value) is int and not places and 0 <= value < _THOUSAND:
        return str(value)
    if places is None and isinstance(value, float) and value.is_integer():
        places = 0
    return _written(value, places, get_language())


@lru_cache(maxsize=4_096, typed=True)
def _written(value: float | Decimal, places: int | None, language: str | None) -> str:
    """In the active language, which is part of the key: pages say the same figures again and again."""
    text = number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)
    return text.replace(NO_BREAK, NARROW) if (language or "").startswith("fr") else text


def percent(share: float | Decimal, places: int = 1) -> str:
    """A share (0.071) as “7.1 %”, rounded half up for display only."""
    step = Decimal(1).scaleb(-places)
    rounded = (Decimal(str(share)) * 100).quantize(step, ROUND_HALF_UP)
    return f"{number(rounded, places)}{NARROW}%"


def minutes(value: int) -> str:
    """“38 min”, “2 h 05” from an hour on."""
    if value < _HOUR:
        return pgettext("duration", "%(n)s min") % {"n": f"{value}"}
    hours, rest = divmod(value, _HOUR)
    return f"{number(hours)}{NO_BREAK}h" + (f"{NO_BREAK}{rest:02d}" if rest else "")


def file_size(octets: int) -> str:
    """“340 kB”, “2.4 MB”; Ko and Mo in French."""
    size = octets / _KILO
    if size < 1:
        return gettext("%(n)s bytes") % {"n": number(octets)}
    if size < _KILO:
        return pgettext("size", "%(n)s kB") % {"n": number(round(size))}
    return pgettext("size", "%(n)s MB") % {"n": number(round(size / _KILO, 1), 1)}
