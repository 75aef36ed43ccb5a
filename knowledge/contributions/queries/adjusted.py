"""Weeks that were changed after their month was closed: what was read, and what is so now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet, Sum

from accounts.many import named
from accounts.models import Adjustment, User
from knowledge.contributions.bands import Band, Share, band_of_minutes
from knowledge.contributions.models import Entry
from knowledge.contributions.periods import Weeks, monday_of
from knowledge.contributions.queries.minutes import MOST_NAMED

if TYPE_CHECKING:
    from knowledge.contributions.queries.measures import Measure
    from knowledge.contributions.queries.people import Line


@dataclass(frozen=True, slots=True)
class AdjustedWeek:
    """`read` is what the week came to when its month was closed, `now` what it comes to since."""

    monday: date
    read: Share
    now: Share

    @property
    def available(self) -> int:
        """Minutes that can be worked more, or less."""
        return self.now.available - self.read.available

    @property
    def confirmed(self) -> int:
        return self.now.confirmed - self.read.confirmed


def adjusted_weeks(
    person: User,
    measure: Measure,
    weeks: Weeks,
    shares: Iterable[tuple[date, Share | None]],
) -> tuple[AdjustedWeek, ...]:
    """Of these weeks, those in which adjustments changed anything on days that count; two queries."""
    available = _within(measure, _available(person, weeks))
    confirmed = _within(measure, _confirmed(person, weeks))
    found = []
    for monday, share in shares:
        days, given = available.get(monday, {}), sum(confirmed.get(monday, {}).values())
        if share is not None and (any(days.values()) or given):
            found.append(AdjustedWeek(monday, as_read(measure, share, days, given), share))
    return tuple(found)


def weeks_adjusted(
    lines: Collection[Line], weeks: Weeks, area_ids: Collection[int] | None = None
) -> Mapping[int, Collection[date]]:
    """The Mondays of such weeks by person, and nothing else of them; two queries, none for nobody.

    With areas, what was confirmed elsewhere since changes nothing.
    """
    if not lines:
        return {}
    measures = {line.person_id: line.measure for line in lines}
    rows = Adjustment.objects.filter(day__range=(weeks.first, weeks.last))
    entries = Entry.objects.counted().filter(
        is_adjustment=True, day__range=(weeks.first, weeks.last)
    )
    if area_ids is not None:
        entries = entries.filter(area__in=area_ids)
    available, confirmed = _by_person(rows, measures), _by_person(entries, measures)
    found = {}
    for pk in available.keys() | confirmed.keys():
        days, given = (_within(measures[pk], each.get(pk, {})) for each in (available, confirmed))
        mondays = {monday for monday, each in days.items() if any(each.values())}
        mondays |= {monday for monday, each in given.items() if sum(each.values())}
        found[pk] = frozenset(mondays)
    return found


def _by_person(
    rows: QuerySet[Adjustment] | QuerySet[Entry], people: Collection[int]
) -> Mapping[int, Mapping[date, int]]:
    """Minutes by person and day, of these people."""
    if len(people) <= MOST_NAMED:
        rows = rows.filter(person__in=named(people))
    found: dict[int, dict[date, int]] = defaultdict(dict)
    totals = rows.order_by().values_list("person", "day").annotate(total=Sum("minutes"))
    for person_id, day, total in totals:
        if person_id in people:
            found[person_id][day] = total
    return found


def as_read(measure: Measure, share: Share, days: Mapping[date, int], confirmed: int = 0) -> Share:
    """The share before so many minutes were added to these days, and so many were confirmed: the
    band of each day follows the allowance of that day.
    """
    added = [
        band_of_minutes(measure.work, measure.policies.on(day), day.year, minutes)
        for day, minutes in days.items()
    ]
    lowest = share.band.lowest - sum(band.lowest for band in added)
    highest = share.band.highest - sum(band.highest for band in added)
    return Share(
        share.confirmed - confirmed,
        share.available - sum(days.values()),
        Band(lowest, highest),
    )


def _available(person: User, weeks: Weeks) -> dict[date, int]:
    rows = Adjustment.objects.filter(person=person, day__range=(weeks.first, weeks.last))
    return dict(rows.order_by().values_list("day").annotate(total=Sum("minutes")))


def _confirmed(person: User, weeks: Weeks) -> dict[date, int]:
    rows = Entry.objects.of(person).counted().filter(day__range=(weeks.first, weeks.last))
    rows = rows.filter(is_adjustment=True).order_by()
    return dict(rows.values_list("day").annotate(total=Sum("minutes")))


def _within(measure: Measure, minutes: Mapping[date, int]) -> dict[date, dict[date, int]]:
    """Those of the days that count, by Monday."""
    found: dict[date, dict[date, int]] = defaultdict(dict)
    for day, total in minutes.items():
        if any(first <= day <= last for first, last in measure.spans):
            found[monday_of(day)][day] = total
    return found
