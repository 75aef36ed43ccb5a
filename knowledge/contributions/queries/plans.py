"""What people's planned blocks add up to, and the blocks of one person for themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet, Sum
from django.utils.translation import pgettext

from accounts.availability import WorkTime
from accounts.many import day_of, named, written
from accounts.models import User
from accounts.week_words import say_time
from accounts.working_time import work_times_of
from knowledge.contributions.models import Block, Entry
from knowledge.contributions.planning import (
    ASKED_FOR,
    GIVES_WAY,
    NO_PLAN,
    Fate,
    PlanFigures,
    fate_read,
    figures_of,
    is_day_off,
    is_on_leave,
    times_of,
)
from knowledge.ui.times import said_date

MOST_NAMED = 2_000
"""Of more people than that all rows are read: binding thousands of ids costs more."""
Minutes = tuple[str, str, int]
"""Fate as it is read, reason, minutes."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A block as its person sees it; `fate` is the one that is read, absence considered."""

    block: Block
    fate: str
    starts_at: datetime
    ends_at: datetime
    now: datetime

    @property
    def is_past(self) -> bool:
        return self.ends_at <= self.now

    @property
    def has_begun(self) -> bool:
        return self.starts_at <= self.now

    @property
    def asks(self) -> bool:
        """Past, and nobody said whether it stood."""
        return self.is_past and self.fate == Fate.PLANNED

    @property
    def day_words(self) -> str:
        """“Thursday 26 November”."""
        return say_day_of_week(self.block.day)

    @property
    def time_words(self) -> str:
        return say_time(self.block.start)

    @property
    def fate_words(self) -> str:
        return str(Fate(self.fate).label)

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """What it may have been lost to."""
        return [(value, str(label)) for value, label in Block.Reason.choices]

    @property
    def is_by_calendar(self) -> bool:
        """Away because the calendar says so, and not by a word of theirs that could be undone."""
        return self.fate == Fate.AWAY != self.block.fate


def say_day_of_week(day: date) -> str:
    """“Thursday 26 November”, “jeudi 26 novembre”."""
    return said_date(day, pgettext("date format", "l j F"))


def plan_figures(
    person_ids: Collection[int],
    first: date,
    last: date,
    *,
    work_times: Mapping[int, WorkTime] | None = None,
) -> dict[int, PlanFigures]:
    """Minutes planned, kept, moved, lost and away of each person's blocks on these days.

    Two queries, and those of `work_times_of` unless the caller has them of these days; however many
    people. Blocks of days ahead are planned and undecided: ask up to yesterday for what became of
    the plan. Only sums leave: who sees them of whom is the caller's affair.
    """
    if not person_ids:
        return {}
    if work_times is None:
        work_times = work_times_of(person_ids, first, last)
    found = minutes_planned(person_ids, first, last, work_times)
    return {
        person_id: figures_of(found[person_id]) if person_id in found else NO_PLAN
        for person_id in person_ids
    }


def minutes_planned(
    person_ids: Collection[int], first: date, last: date, work_times: Mapping[int, WorkTime]
) -> Mapping[int, list[Minutes]]:
    """What `figures_of` adds up, of whoever has blocks on these days and a work time; two queries."""
    found: dict[int, list[Minutes]] = defaultdict(list)
    rows = _among(Block.objects.filter(day__range=(first, last)), person_ids)
    settled = rows.exclude(fate__in=GIVES_WAY).values_list("person", "fate")
    for person_id, fate, minutes in settled.annotate(minutes_sum=Sum("minutes")):
        found[person_id].append((fate, "", minutes))
    others = rows.filter(fate__in=GIVES_WAY)
    facts = others.annotate(on=written("day")).values_list(
        "person", "fate", "on", "start", "minutes", "reason"
    )
    plain: dict[tuple[int, date], bool] = {}
    for person_id, fate, on, start, minutes, reason in facts:
        work_time = work_times.get(person_id)
        if work_time is not None:
            read = _fate_read(work_time, fate, day_of(on), start, minutes, plain)
            found[person_id].append((read, reason, minutes))
    return found


def _fate_read(  # noqa: PLR0917 - the facts of one row
    work_time: WorkTime,
    fate: str,
    day: date,
    start: int,
    minutes: int,
    known: dict[tuple[int, date], bool],
) -> str:
    """As `fate_read`, of what gives way; of all who have the same terms a day is looked up once."""
    if work_time.aways and is_on_leave(work_time, day, start, minutes):
        return Fate.AWAY
    key = (id(work_time.terms), day)
    if key not in known:
        known[key] = is_day_off(work_time, day)
    return Fate.AWAY if known[key] else fate


def blocks_of(
    person: User, first: date, last: date, *, now: datetime, work_time: WorkTime | None = None
) -> list[Shown]:
    """Their blocks of these days in order; one query, and those of `work_times_of` unless the caller
    has their work time of these days.
    """
    if work_time is None:
        work_time = work_times_of([person.pk], first, last)[person.pk]
    blocks = Block.objects.filter(person=person, day__range=(first, last))
    return show(blocks, work_time, now=now)


def show(blocks: Iterable[Block], work_time: WorkTime, *, now: datetime) -> list[Shown]:
    """Each with what became of it; `work_time` knows the days of all of them."""
    return [
        Shown(
            block,
            fate_read(work_time, block.fate, block.day, block.start, block.minutes),
            *times_of(work_time, block.day, block.start, block.minutes),
            now,
        )
        for block in blocks
    ]


def show_one(block: Block, *, now: datetime) -> Shown:
    work_time = work_times_of([block.person_id], block.day, block.day)[block.person_id]
    return show([block], work_time, now=now)[0]


def to_decide(person: User, *, now: datetime) -> list[Shown]:
    """Blocks of the last four weeks that are over, and of which they have not said what became.

    For the page of one's time and the end of the week: “Thursday 14:00, did it stand?”
    """
    today = now.date() + timedelta(days=1)
    shown = blocks_of(person, today - ASKED_FOR - timedelta(days=1), today, now=now)
    return [each for each in shown if each.asks]


def actual_minutes(person: User, first: date, last: date) -> int:
    """Confirmed minutes of these days, as plan kept compares them with what was planned."""
    rows = Entry.objects.of(person).counted().filter(day__range=(first, last))
    total: int | None = rows.order_by().aggregate(total=Sum("minutes"))["total"]
    return total or 0


def _among(rows: QuerySet[Block], person_ids: Collection[int]) -> QuerySet[Block]:
    few = len(person_ids) <= MOST_NAMED
    return (rows.filter(person__in=named(person_ids)) if few else rows).order_by()
