"""Somebody's entries, for nobody but them: their week, what waits for a decision, the history."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Max, Q, QuerySet, Sum
from django.utils.translation import pgettext

from accounts.permissions import hidden_area_ids
from knowledge.contributions.models import Activity, Entry, EntryEvent, State

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.areas.models import Area
    from knowledge.contributions.models.entries import EntryQuerySet

WEEK_DAYS = 7


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry as its person reads it. `is_latest`: this one is to be corrected, not an older one."""

    entry: Entry
    area_name: str
    is_latest: bool

    @property
    def can_be_corrected(self) -> bool:
        return self.is_latest and self.entry.state != State.PROPOSED


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """Active minutes of a day as their person reads them."""

    activity: Activity
    area_name: str


@dataclass(frozen=True, slots=True)
class Day:
    """A day of somebody's week. `entries` count, adjustments with their sign; the others do not."""

    day: date
    entries: tuple[EntryLine, ...] = ()
    proposals: tuple[EntryLine, ...] = ()
    activities: tuple[ActivityLine, ...] = ()
    declined: tuple[EntryLine, ...] = ()

    @property
    def minutes(self) -> int:
        """Confirmed."""
        return sum(line.entry.minutes for line in self.entries)

    @property
    def minutes_to_confirm(self) -> int:
        proposed = sum(line.entry.minutes for line in self.proposals)
        return proposed + sum(line.activity.minutes for line in self.activities)


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from a Monday on."""

    person: User
    monday: date
    days: tuple[Day, ...]

    @property
    def sunday(self) -> date:
        return self.days[-1].day

    @property
    def entries(self) -> list[EntryLine]:
        return [line for day in self.days for line in day.entries]

    @property
    def proposals(self) -> list[EntryLine]:
        return [line for day in self.days for line in day.proposals]

    @property
    def activities(self) -> list[ActivityLine]:
        return [line for day in self.days for line in day.activities]

    @property
    def declined(self) -> list[EntryLine]:
        return [line for day in self.days for line in day.declined]

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    @property
    def minutes_to_confirm(self) -> int:
        return sum(day.minutes_to_confirm for day in self.days)


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What waits for a decision of its person, oldest first."""

    proposals: tuple[EntryLine, ...]
    activities: tuple[ActivityLine, ...]

    @property
    def minutes(self) -> int:
        proposed = sum(line.entry.minutes for line in self.proposals)
        return proposed + sum(line.activity.minutes for line in self.activities)

    @property
    def count(self) -> int:
        return len(self.proposals) + len(self.activities)


@dataclass(frozen=True, slots=True)
class ExportRow:
    """An entry in a file of one's own, as it is stored; `corrects` is the id of another row."""

    id: int
    day: date
    minutes: int
    kind: str
    area: str
    label: str
    url: str
    note: str
    state: str
    source: str
    counts: bool
    is_adjustment: bool
    corrects: int | None
    recorded_at: datetime
    decided_at: datetime | None


def week_of(person: User, monday: date) -> Week:
    """The ISO week that begins on this Monday; three queries at most."""
    if monday.weekday():
        raise ValueError(f"{monday} is no Monday")
    days = [monday + timedelta(days=number) for number in range(WEEK_DAYS)]
    entries = _lines(person, Entry.objects.of(person).filter(day__range=(days[0], days[-1])))
    rows = Activity.objects.select_related("area").filter(day__range=(days[0], days[-1]))
    activities = _activities(person, rows)
    return Week(person, monday, tuple(_day(day, entries, activities) for day in days))


def to_confirm(person: User, *, until: date | None = None) -> ToConfirm:
    """All that is proposed to them, up to a day; three queries at most."""
    proposed = Entry.objects.of(person).filter(state=State.PROPOSED)
    rows = Activity.objects.select_related("area")
    if until is not None:
        proposed, rows = proposed.filter(day__lte=until), rows.filter(day__lte=until)
    return ToConfirm(tuple(_lines(person, proposed)), tuple(_activities(person, rows)))


def minutes_to_confirm(person: User, first: date, last: date) -> int:
    """Minutes proposed to them on these days; two queries."""
    days = (first, last)
    proposed = Entry.objects.of(person).filter(state=State.PROPOSED, day__range=days)
    active = Activity.objects.order_by().filter(person=person, day__range=days)
    sums = [rows.aggregate(total=Sum("minutes"))["total"] or 0 for rows in (proposed, active)]
    return sum(sums)


def history_of(entry: Entry) -> list[EntryEvent]:
    """Every change of it and of its corrections, in order; one query.

    The values of an event name the area by its id.
    """
    same = Q(entry=entry.first_id) | Q(entry__corrects=entry.first_id)
    return list(EntryEvent.objects.filter(same).select_related("entry", "actor").order_by("pk"))


def export_rows(person: User) -> Iterator[ExportRow]:
    """All entries of somebody, for their own file, oldest first, in memory a part at a time."""
    hidden = hidden_area_ids(person)
    rows = Entry.objects.of(person).select_related("area").order_by("day", "pk")
    for entry in rows.iterator(chunk_size=2_000):
        yield ExportRow(
            id=entry.pk,
            day=entry.day,
            minutes=entry.minutes,
            kind=entry.kind,
            area=area_name(entry.area, hidden),
            label=entry.label,
            url=entry.url,
            note=entry.note,
            state=entry.state,
            source=entry.source,
            counts=entry.counts,
            is_adjustment=entry.is_adjustment,
            corrects=entry.corrects_id,
            recorded_at=entry.recorded_at,
            decided_at=entry.decided_at,
        )


def area_name(area: Area | None, hidden: frozenset[int]) -> str:
    """Its name; "" without any, and “other” for one that is closed to who reads it."""
    if area is None:
        return ""
    return pgettext("product area", "other") if area.pk in hidden else area.label


def _lines(person: User, rows: EntryQuerySet) -> list[EntryLine]:
    """By day and in the order of their making; two queries at most."""
    hidden = hidden_area_ids(person)
    found = list(rows.select_related("area").order_by("day", "pk"))
    latest = _latest({entry.first_id for entry in found if entry.state != State.PROPOSED})
    return [
        EntryLine(
            entry,
            area_name(entry.area, hidden),
            is_latest=latest.get(entry.first_id, entry.pk) == entry.pk,
        )
        for entry in found
    ]


def _latest(firsts: Collection[int]) -> dict[int, int]:
    """Of entries that were recorded first, those that were corrected: the latest correction."""
    if not firsts:
        return {}
    rows = Entry.objects.order_by().filter(corrects__in=firsts).values_list("corrects")
    return {first: latest for first, latest in rows.annotate(latest=Max("pk")) if first}


def _activities(person: User, rows: QuerySet[Activity]) -> list[ActivityLine]:
    hidden = hidden_area_ids(person)
    return [
        ActivityLine(activity, area_name(activity.area, hidden))
        for activity in rows.filter(person=person).order_by("day", "pk")
    ]


def _day(day: date, entries: list[EntryLine], activities: list[ActivityLine]) -> Day:
    own = [line for line in entries if line.entry.day == day]
    return Day(
        day,
        entries=tuple(line for line in own if line.entry.counts),
        proposals=tuple(line for line in own if line.entry.state == State.PROPOSED),
        activities=tuple(line for line in activities if line.activity.day == day),
        declined=tuple(
            line for line in own if line.entry.state == State.DECLINED and line.is_latest
        ),
    )
