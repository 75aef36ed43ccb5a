"""Repetitions of iCalendar events, never further than asked and never at any price."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time
from typing import Final

from dateutil.rrule import rrulestr
from django.utils.translation import gettext as _

from accounts.leave.calendar_lines import Line, Part
from accounts.leave.periods import Unreadable, Wrong

Clock = Callable[[datetime], datetime]
"""From UTC to what the event's clock shows, both without a zone."""

_RULE = re.compile(r"[A-Z]+=[A-Z0-9,+-]+(?:;[A-Z]+=[A-Z0-9,+-]+)*;?")
_UNTIL = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?")
_FREQUENCIES: Final = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_TIMES: Final = ("BYHOUR", "BYMINUTE", "BYSECOND")
_CYCLE: Final = 400
"""Years after which the calendar is the same again, weekdays included."""
MOST_DAYS: Final = 400_000
"""Days that the rules of one file may be counted through: some seconds of work."""


class TooMuch(Unreadable):
    """Reading on would cost more than any calendar of days away is worth."""


@dataclass(slots=True)
class Effort:
    """What reading one file has cost so far, in days that rules were counted through."""

    days: int = 0

    def spend(self, line: Line, days: int) -> None:
        """Raises TooMuch."""
        self.days += max(0, days)
        if self.days > MOST_DAYS:
            said = _("The repetitions of this file are too many to be counted.")
            raise TooMuch([Wrong(line.number, said)])


def dates_of(
    part: Part, start: datetime, *, until: date, effort: Effort, clock: Clock
) -> list[datetime]:
    """When it begins, by its own clock, up to the end of a day: its start and what its rules add.

    Raises Unreadable.
    """
    found = {start}
    for line in part.all("RRULE"):
        found.update(_dates(line, start, until, effort, clock))
    return sorted(found)


def _dates(
    line: Line, start: datetime, until: date, effort: Effort, clock: Clock
) -> list[datetime]:
    """The rule is counted at the end of the years that Python knows, a whole number of cycles later:
    dateutil looks for a date that never comes (30 February) until those years end.
    """
    rule = _rule(line)
    last = datetime.combine(until, time(23, 59, 59))
    if "UNTIL" in rule:
        last = min(last, _until(line, rule.pop("UNTIL"), clock))
    most = int(rule.pop("COUNT", "0"))
    if last < start:
        return []
    later = (MAXYEAR - last.year) // _CYCLE * _CYCLE
    end = last.replace(year=last.year + later)
    reached = end.replace(year=MAXYEAR)
    begin = start.replace(year=start.year + later)
    found: list[datetime] = []
    try:
        for each in rrulestr(";".join(f"{name}={rule[name]}" for name in rule), dtstart=begin):
            if each > end or (most and len(found) == most):
                reached = each
                break
            found.append(each.replace(year=each.year - later))
    except (ValueError, TypeError, KeyError, IndexError, OverflowError) as error:
        raise _wrong(line) from error
    effort.spend(line, (reached - begin).days)
    return found


def _rule(line: Line) -> dict[str, str]:
    text = line.value.strip().upper()
    if not _RULE.fullmatch(text):
        raise _wrong(line)
    rule = dict(piece.split("=", 1) for piece in text.strip(";").split(";"))
    if rule.get("FREQ") not in _FREQUENCIES or any("," in rule.get(name, "") for name in _TIMES):
        said = _("This repeats more than once a day: days away do not.")
        raise Unreadable([Wrong(line.number, said)])
    for name in ("COUNT", "INTERVAL"):
        if name in rule and not re.fullmatch("0*[1-9][0-9]{0,4}", rule[name]):
            raise _wrong(line)
    return rule


def _until(line: Line, value: str, clock: Clock) -> datetime:
    found = _UNTIL.fullmatch(value)
    try:
        if found is None:
            raise _wrong(line)
        until = datetime.fromisoformat(f"{found[1]}T{found[2] or '235959'}")
    except ValueError as error:
        raise _wrong(line) from error
    return clock(until) if found[3] else until


def _wrong(line: Line) -> Unreadable:
    said = _("“%(text)s” is not a rule of repetition.") % {"text": line.value.strip()[:80]}
    return Unreadable([Wrong(line.number, said)])
