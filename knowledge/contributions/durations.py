"""Durations as people type them: 90, 1h30, 1:30, 1,5 h, 1/2 h, 45 min, in English and in French."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Final

HOUR: Final = 60
LONGEST: Final = 100_000
"""More minutes than that are a typing error in whatever they are typed."""

_NUMBER = r"\d{1,5}(?:[.,]\d{1,3})?"
FRACTION: Final = r"(?:\d{1,2}[ \u00a0\u202f])?(?:1/[234]|2/3|3/4)|\d{0,2}[½⅓⅔¼¾]"
"""Of an hour: 1/2, 1 1/2, ½, 1½."""
HOURS: Final = r"(?:hours?|heures?|hrs?|h)"
_MINUTES = r"(?:minutes?|mins?|mn|m|['’′])"
_GAP = r"[ \u00a0\u202f]?"
PATTERN: Final = (
    rf"(?:(?P<hours>{FRACTION}|{_NUMBER}){_GAP}{HOURS}\.?(?:{_GAP}(?P<rest>\d{{1,2}})(?:{_GAP}{_MINUTES})?)?"
    rf"|(?P<clock>\d{{1,3}}):(?P<past>[0-5]\d)(?:{_GAP}h)?"
    rf"|(?P<minutes>{_NUMBER}){_GAP}{_MINUTES}\.?)"
)
"""A duration that says its unit."""

_FRACTION = re.compile(FRACTION)
_SIGNS: Final = {"½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4"}
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
    return _minutes_of_hours(found["hours"]) + rest


def _minutes_of_hours(text: str) -> int:
    if not _FRACTION.fullmatch(text):
        return _whole(_decimal(text) * HOUR)
    *whole, fraction = re.sub("[½⅓⅔¼¾]", lambda sign: f" {_SIGNS[sign[0]]}", text).split()
    return int((int(*whole) + Fraction(fraction)) * HOUR)


def write_minutes(minutes: int) -> str:
    """As a sheet shows them and `read_minutes` reads them back."""
    return str(minutes)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _whole(minutes: Decimal) -> int:
    return int(minutes.quantize(Decimal(1), ROUND_HALF_UP))
