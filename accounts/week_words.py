"""Hours as they are read on a page, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language, gettext

from accounts.hours import Day, Week
from knowledge.ui.numbers import minutes as length

_TIGHT = "\N{NARROW NO-BREAK SPACE}"
_TO = "\N{WORD JOINER}–\N{WORD JOINER}"


@dataclass(frozen=True, slots=True)
class Line:
    """Days in a row with the same hours: "Monday to Friday", "9:00–12:30, 14:00–17:30"."""

    days: str
    hours: str


def say_time(minute: int) -> str:
    """ "9:00" in English, "9 h" and "9 h 30" in French."""
    hours, minutes = divmod(minute, 60)
    if (get_language() or "en").startswith("fr"):
        return f"{hours}{_TIGHT}h{_TIGHT}{minutes:02}" if minutes else f"{hours}{_TIGHT}h"
    return f"{hours}:{minutes:02}"


def say_day(day: Day) -> str:
    """The spans of a day, or "–" for a free one."""
    return ", ".join(f"{say_time(start)}{_TO}{say_time(end)}" for start, end in day) or "–"


def say_week(week: Week) -> list[Line]:
    """The days that are worked, those in a row with the same hours together."""
    return [Line(_days(first, last), say_day(week[first])) for first, last in _runs(week)]


def say_weekdays(minutes: Sequence[int]) -> list[Line]:
    """The same of minutes: "Monday and Tuesday", "7 h"."""
    return [Line(_days(first, last), length(minutes[first])) for first, last in _runs(minutes)]


def _runs(week: Iterable[Day | int]) -> list[tuple[int, int]]:
    days = tuple(week)
    runs: list[tuple[int, int]] = []
    for number, day in enumerate(days):
        if not day:
            continue
        if runs and runs[-1][1] == number - 1 and days[runs[-1][0]] == day:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def _days(first: int, last: int) -> str:
    names = {"first": WEEKDAYS[first].capitalize(), "last": str(WEEKDAYS[last])}
    if first == last:
        return names["first"]
    if last == first + 1:
        return gettext("%(first)s and %(last)s") % names
    return gettext("%(first)s to %(last)s") % names
