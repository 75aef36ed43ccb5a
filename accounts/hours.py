"""Hours of a week, as people type and read them: "9:00-12:30, 14:00-17:30", "9h-12h30 14h-17h30".

A span is (start, end) in minutes after local midnight, start < end ≤ 1440. A day is its spans in
order, none touching the next; a week is seven days, Monday first. Pure: reads no settings and no
rows, because the environment is read with it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum

Span = tuple[int, int]
Day = tuple[Span, ...]
Week = tuple[Day, ...]

HOUR = 60
DAY_MINUTES = 1440
WEEK_DAYS = 7
USUAL_DAY: Day = ((540, 750), (840, 1050))
USUAL_WEEK: Week = (*([USUAL_DAY] * 5), (), ())
"""Of who has declared nothing: Monday to Friday 9:00-12:30 and 14:00-17:30, 35 hours."""

_LENGTH = re.compile(
    r"(\d{1,3})(?:\s?(?:h|:|hours?|heures?)\s?(\d{2})?(?:\s?min)?|[.,](\d{1,4})(?:\s?h)?)?",
    re.IGNORECASE,
)
_MINUTES = re.compile(r"(\d{1,5})\s?min(?:utes?)?", re.IGNORECASE)
_NONE = frozenset({"", "-", "–", "—", "off", "closed", "none", "fermé", "repos", "non"})
_MARK = r"(?:[:.]|\s?h\s?|\s?u\s?)"
_START = rf"(\d{{1,2}})(?:{_MARK}(\d{{2}})?)?\s?(am|pm)?"
_END = rf"(\d{{1,2}})(?:{_MARK}(?:(\d{{2}})(?!\s*(?:h|:|\.\d|[-–—−]|to\b|à)))?)?\s?(am|pm)?"
_SPAN = re.compile(rf"\s*{_START}\s*(?:[-–—−]|to\b|à)\s*{_END}(?!\d)", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[,;/+&]|\band\b|\bet\b)?\s*", re.IGNORECASE)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NAMED = re.compile(
    rf"^((?:{'|'.join(_DAYS)})(?:\s*[-,]\s*(?:{'|'.join(_DAYS)}))*)\s+(.+)$", re.IGNORECASE
)
_MOST_TYPED = 200


class Trouble(Enum):
    UNREADABLE = "unreadable"
    BACKWARDS = "backwards"
    OVERLAP = "overlap"


class WrongHours(ValueError):
    """Typed hours that cannot be understood; `part` is what they stumbled on."""

    def __init__(self, trouble: Trouble, part: str) -> None:
        super().__init__(f"{trouble.value}: {part}")
        self.trouble = trouble
        self.part = part


def read_day(text: str) -> Day:
    """The spans of one day as typed, in English or French; none for "" or "-".

    Raises WrongHours.
    """
    rest = text.strip()
    if rest.lower() in _NONE:
        return ()
    if len(rest) > _MOST_TYPED:
        raise WrongHours(Trouble.UNREADABLE, rest[:40])
    spans = []
    position = 0
    while position < len(rest):
        found = _SPAN.match(rest, position)
        if found is None:
            raise WrongHours(Trouble.UNREADABLE, rest[position:].strip() or rest)
        spans.append(_span(found))
        between = _BETWEEN.match(rest, found.end())
        position = between.end() if between else found.end()
    return _in_order(spans, rest)


def write_day(day: Iterable[Span], *, language: str = "en") -> str:
    """As `read_day` understands it: "9:00-12:30, 14:00-17:30", in French "9h-12h30, 14h-17h30"."""
    return ", ".join(
        f"{write_time(start, language=language)}-{write_time(end, language=language)}"
        for start, end in day
    )


def write_time(minute: int, *, language: str = "en") -> str:
    hours, minutes = divmod(minute, 60)
    if language == "fr":
        return f"{hours}h{minutes:02}" if minutes else f"{hours}h"
    return f"{hours}:{minutes:02}"


def read_length(text: str) -> int:
    """Minutes of a length as typed: "7:30", "7h30", "7 h 30", "7,5", "7", "450 min"; 0 for "-".

    Without a unit they are hours; of a fraction of an hour the nearest whole minute, half up.
    Raises WrongHours.
    """
    typed = " ".join(text.split())
    if typed.lower() in _NONE:
        return 0
    if found := _MINUTES.fullmatch(typed):
        return int(found[1])
    found = _LENGTH.fullmatch(typed)
    if found is None or int(found[2] or 0) >= HOUR:
        raise WrongHours(Trouble.UNREADABLE, typed[:40])
    hours, minutes, fraction = found.groups()
    part = int(minutes or 0)
    if fraction:
        whole = 10 ** len(fraction)
        part = (2 * HOUR * int(fraction) + whole) // (2 * whole)
    return int(hours) * HOUR + part


def write_length(minutes: int) -> str:
    """As `read_length` understands it in either language: "35:00"."""
    return f"{minutes // HOUR}:{minutes % HOUR:02}"


def read_week(text: str) -> Week:
    """A week in one line: "Mon-Fri 9:00-12:30, 14:00-17:30; Sat 9:00-12:00".

    Raises WrongHours; a day that is named nowhere is free.
    """
    week: list[Day] = [()] * WEEK_DAYS
    named: set[int] = set()
    for part in filter(str.strip, text.split(";")):
        found = _NAMED.match(part.strip())
        if found is None:
            raise WrongHours(Trouble.UNREADABLE, part.strip())
        spans = read_day(found[2])
        for day in _numbers(found[1]):
            if day in named:
                raise WrongHours(Trouble.OVERLAP, part.strip())
            named.add(day)
            week[day] = spans
    return tuple(week)


def is_week(value: object) -> bool:
    """Whether a value read from JSON is a week: seven lists of [start, end], in order."""
    return (
        isinstance(value, list | tuple)
        and len(value) == WEEK_DAYS
        and all(isinstance(day, list | tuple) and _is_day(day) for day in value)
    )


def week_of(value: Sequence[Sequence[Sequence[int]]]) -> Week:
    """The week that JSON holds as lists."""
    return tuple(tuple((start, end) for start, end in day) for day in value)


def minutes_of_day(day: Iterable[Span]) -> int:
    return sum(end - start for start, end in day)


def minutes_of_week(week: Iterable[Day]) -> int:
    return sum(map(minutes_of_day, week))


def _span(found: re.Match[str]) -> Span:
    start, end = _minute(*found.group(1, 2, 3)), _minute(*found.group(4, 5, 6))
    if start is None or end is None:
        raise WrongHours(Trouble.UNREADABLE, found[0].strip())
    end = end or DAY_MINUTES
    if start >= end:
        raise WrongHours(Trouble.BACKWARDS, found[0].strip())
    return start, end


def _minute(hours: str, minutes: str | None, half: str | None) -> int | None:
    """Minutes after midnight, or None when there is no such time."""
    hour, minute = int(hours), int(minutes or 0)
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - hours of a clock's face
            return None
        hour = hour % 12 + (12 if half.lower() == "pm" else 0)
    total = hour * 60 + minute
    return total if minute < 60 and total <= DAY_MINUTES else None  # noqa: PLR2004


def _in_order(spans: list[Span], typed: str) -> Day:
    """Sorted, those that touch made one. Raises WrongHours when two overlap."""
    ordered: list[Span] = []
    for start, end in sorted(spans):
        if ordered and start < ordered[-1][1]:
            raise WrongHours(Trouble.OVERLAP, typed)
        if ordered and start == ordered[-1][1]:
            start = ordered.pop()[0]  # noqa: PLW2901
        ordered.append((start, end))
    return tuple(ordered)


def _is_day(day: Sequence[object]) -> bool:
    earliest = 0
    for span in day:
        if not isinstance(span, list | tuple) or len(span) != 2:  # noqa: PLR2004
            return False
        start, end = span
        if type(start) is not int or type(end) is not int:
            return False
        if not earliest <= start < end <= DAY_MINUTES:
            return False
        earliest = end
    return True


def _numbers(days: str) -> list[int]:
    """ "Mon-Wed, Fri" → [0, 1, 2, 4]."""
    numbers: list[int] = []
    for part in days.lower().split(","):
        first, _, last = part.partition("-")
        start = _DAYS.index(first.strip())
        end = _DAYS.index(last.strip()) if last else start
        if end < start:
            raise WrongHours(Trouble.BACKWARDS, part.strip())
        numbers += range(start, end + 1)
    return numbers
