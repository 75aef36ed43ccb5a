"""Days of closed months on which somebody can work more or less than was read: kept, never silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import chain
from typing import Final

from django.utils import timezone

from accounts.models import Adjustment
from accounts.settled import settled_before
from accounts.working_time import work_times_of

BATCH: Final = 500
_DAY: Final = timedelta(days=1)

Stretch = tuple[date, date]
"""First and last day, both included."""
Days = Mapping[int, frozenset[int]]
"""Ordinals of days, by person."""


@contextmanager
def adjusting(touched: Iterable[tuple[int, Stretch]], *, cause: Adjustment.Cause) -> Iterator[None]:
    """Keep an adjustment for each settled day on which what is written inside changes the minutes
    that somebody can work; in the caller's transaction, which holds these people.

    `touched` are the days that may change, by person. One query while none of them is settled,
    twelve at most otherwise.
    """
    days = _settled(touched)
    before = _minutes(days)
    yield
    now, after = timezone.now(), _minutes(days)
    found = (
        Adjustment(
            person_id=person_id, day=date.fromordinal(day), minutes=change, cause=cause, at=now
        )
        for person_id, hers in after.items()
        for day, minutes in hers.items()
        if (change := minutes - before[person_id][day])
    )
    Adjustment.objects.bulk_create(found, batch_size=BATCH)


def _settled(touched: Iterable[tuple[int, Stretch]]) -> Days:
    """Of these days, those of closed months."""
    stretches = list(touched)
    opens = settled_before() if stretches else None
    if opens is None:
        return {}
    found: dict[int, set[int]] = defaultdict(set)
    for person_id, (first, last) in stretches:
        end = min(last, opens - _DAY).toordinal()
        if first.toordinal() <= end:
            found[person_id].update(range(first.toordinal(), end + 1))
    return {person_id: frozenset(days) for person_id, days in found.items()}


def _minutes(days: Days) -> dict[int, dict[int, int]]:
    """What they can work on each of these days; no query for none."""
    if not days:
        return {}
    ends = [date.fromordinal(each(chain.from_iterable(days.values()))) for each in (min, max)]
    works = work_times_of(days.keys(), *ends)
    return {
        person_id: {day: works[person_id].minutes_on(date.fromordinal(day)) for day in sorted(hers)}
        for person_id, hers in days.items()
    }
