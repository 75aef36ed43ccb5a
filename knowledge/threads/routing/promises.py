"""How long an offer stands, a claim holds, and what is promised. Pure; calendars are handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from accounts.calendars import NoWorkingTime
from knowledge.threads.models.words import Urgency

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.calendars import Calendar

OFFER_NOW: Final = timedelta(minutes=10)
"""Plain minutes: the customer does not keep working hours."""

OFFER_TODAY_MINUTES: Final = 4 * 60
OFFER_WEEK_DAYS: Final = 2
_LOOK_AHEAD_DAYS: Final = 60
_NEVER_OPEN: Final = timedelta(days=2)
"""How long an offer to somebody without any working hours stands."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Minutes of the company's working time. `area_id` is who made it; None for the usual one."""

    first_answer: int
    solution: int
    area_id: int | None = None


USUAL: Final = {
    Urgency.NOW: Promise(first_answer=15, solution=2 * 60),
    Urgency.TODAY: Promise(first_answer=4 * 60, solution=8 * 60),
    Urgency.WEEK: Promise(first_answer=2 * 7 * 60, solution=5 * 7 * 60),
}
"""Where neither an area nor one above it promises: a quarter of an hour and two hours; half a day and
the next; two days and five days of seven hours."""


def nearest(
    lineage: Sequence[int], urgency: Urgency, made: Iterable[tuple[int, Promise]]
) -> Promise:
    """The promise of the area itself, or of the nearest above it; `lineage` from the root down."""
    of_area = dict(made)
    found = (of_area[area_id] for area_id in reversed(lineage) if area_id in of_area)
    return next(found, USUAL[urgency])


def after(calendar: Calendar, start: datetime, minutes: int) -> datetime:
    """So many minutes of work later; of plain time where no work is ever done."""
    try:
        return calendar.add_minutes(start, minutes)
    except NoWorkingTime:
        return start + timedelta(minutes=minutes)


def offer_ends(calendar: Calendar, urgency: Urgency, at: datetime) -> datetime:
    """10 minutes, 4 hours of the person's work, or 2 of their working days."""
    if urgency == Urgency.NOW:
        return at + OFFER_NOW
    if urgency == Urgency.TODAY:
        return after(calendar, at, OFFER_TODAY_MINUTES)
    minutes = _minutes_of_days(calendar, at, OFFER_WEEK_DAYS)
    return after(calendar, at, minutes) if minutes else at + _NEVER_OPEN


def claim_ends(
    calendar: Calendar, urgency: Urgency, at: datetime, *, due: datetime | None, promise: Promise
) -> datetime:
    """When the solution is due; never sooner than a first answer may take whoever takes it up late.

    `calendar` is the claimant's. A customer waiting now counts plain minutes.
    """
    if urgency == Urgency.NOW:
        least = at + timedelta(minutes=promise.first_answer)
    else:
        least = after(calendar, at, promise.first_answer)
    return max(least, due) if due is not None else least


def moved_on(
    calendar: Calendar, urgency: Urgency, end: datetime, *, since: datetime, at: datetime
) -> datetime:
    """An end, after a pause from `since` to `at`: what was left then is left now."""
    if urgency == Urgency.NOW:
        return end + (at - since) if end > since else end
    left = calendar.minutes_between(since, end)
    return after(calendar, at, left) if left else end


def due_after(
    calendar: Calendar,
    *,
    asked_at: datetime,
    minutes: int,
    paused: int,
    at: datetime,
    before: datetime | None,
    least: int,
) -> datetime:
    """When a promise of `minutes` is due, with `paused` minutes in which its clock stood.

    Nobody becomes late by a change of urgency or area: what was not late before has `least` minutes from now.
    """
    due = after(calendar, asked_at, minutes + paused)
    was_late = before is not None and before <= at
    return due if due > at or was_late else after(calendar, at, least)


def _minutes_of_days(calendar: Calendar, at: datetime, days: int) -> int:
    """Of the next `days` days with any work, today included: the same hour so many working days later."""
    today, found = calendar.local_day(at), []
    for ahead in range(_LOOK_AHEAD_DAYS):
        if minutes := calendar.minutes_on(today + timedelta(days=ahead)):
            found.append(minutes)
            if len(found) == days:
                break
    return sum(found)
