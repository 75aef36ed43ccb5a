"""Durations as people type them: 90, 1h30, 1:30, 1,5 h, 45 min, in English and in French."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

HOUR: Final = 60
LONGEST: Final = 100_000
"""More minutes than that are a typing error in whatever they are typed."""

_NUMBER = r"\d{1,5}(?:[.,]\d{1,3})?"
_HOURS = r"(?:hours?|heures?|hrs?|h)"
_MINUTES = r"(?:minutes?|mins?|mn|m|['’′])"
_GAP = r"[ \u00a0\u202f]?"
PATTERN: Final = (
    rf"(?:(?P<hours>{_NUMBER}|½){_GAP}{_HOURS}\.?(?:{_GAP}(?P<rest>\d{{1,2}})(?:{_GAP}{_MINUTES})?)?"
    rf"|(?P<clock>\d{{1,3}}):(?P<past>[0-5]\d)(?:{_GAP}h)?"
    rf"|(?P<minutes>{_NUMBER}){_GAP}{_MINUTES}\.?)"
)
"""A duration that says its unit."""

_WITH_UNIT = re.compile(PATTERN, re.IGNORECASE)
_BARE = re.compile(r"\d{1,5}")
_DECIMAL = re.compile(_NUMBER)


class WrongDuration(ValueError):
    """This is no duration."""


def read_minutes(text: str) -> int:
    """Whole minutes, rounded half up. A whole number is minutes; with a decimal sign it is hours.

    Raises WrongDuration.
    """
    typed = text.strip()
    if _BARE.fullmatch(typed):
        return int(typed)
    if _DECIMAL.fullmatch(typed):
        return _whole(_decimal(typed) * HOUR)
    found = _WITH_UNIT.fullmatch(typed)
    if found is None:
        raise WrongDuration(text)
    return minutes_in(found)


def minutes_in(found: re.Match[str]) -> int:
    """The minutes of a match of PATTERN. Raises WrongDuration (1 h 75)."""
    if found["clock"]:
        return int(found["clock"]) * HOUR + int(found["past"])
    if found["minutes"]:
        return _whole(_decimal(found["minutes"]))
    rest = int(found["rest"] or 0)
    if rest >= HOUR:
        raise WrongDuration(found[0])
    hours = Decimal("0.5") if found["hours"] == "½" else _decimal(found["hours"])
    return _whole(hours * HOUR) + rest


def write_minutes(minutes: int) -> str:
    """As a sheet shows them and `read_minutes` reads them back."""
    return str(minutes)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _whole(minutes: Decimal) -> int:
    return int(minutes.quantize(Decimal(1), ROUND_HALF_UP))
