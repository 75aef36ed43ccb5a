"""The timer of a person and their week, as the bar of every page shows them: one small query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.core.cache import caches
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.utils import timezone

from accounts.calendars import Calendar
from accounts.models import User
from accounts.working_time import calendars_of, work_times_of
from knowledge.areas.prepared import Prepared
from knowledge.contributions.allowance import policies_of
from knowledge.contributions.bands import Band, band_of
from knowledge.contributions.models import Activity, Entry, State, Timer, WeekSum
from knowledge.contributions.periods import monday_of
from knowledge.contributions.timing import Doubt, Run

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from django.db.models import Model

KEPT_SECONDS: Final = 60
"""How long a process goes on with what somebody's week holds: leave and contracts seldom change."""
_SUNDAY: Final = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class WeekFrame:
    """What does not change while somebody works: where they are, what their week holds, and when
    their hours of the day end.
    """

    day: date
    zone: ZoneInfo
    available: int
    band: Band
    hours_end: datetime | None

    @property
    def monday(self) -> date:
        return monday_of(self.day)


@dataclass(frozen=True, slots=True)
class Running:
    """A timer as it stands. `doubt` is why it asks until when they worked."""

    started_at: datetime
    label: str
    kind: str
    url: str
    seconds: int
    is_running: bool
    doubt: Doubt | None

    @property
    def minutes(self) -> int:
        return self.seconds // 60


@dataclass(frozen=True, slots=True)
class Glance:
    """This week at a glance: confirmed minutes, things that wait for a word, and the timer."""

    minutes: int
    to_confirm: int
    frame: WeekFrame
    timer: Running | None


def run_of(timer: Timer) -> Run:
    return Run(timer.running_since, timer.banked_seconds, timer.seen_at)


def timer_of(person: User) -> Timer | None:
    """One query."""
    return Timer.objects.filter(person=person).select_related("area").first()


def hours_end(calendar: Calendar, on: datetime) -> datetime | None:
    """When the day of that instant ends for them; None when they do not work on it."""
    day = calendar.local_day(on)
    spans = calendar.hours_on(day)
    if not spans:
        return None
    midnight = datetime.combine(day, time.min, calendar.zone)
    return (midnight + timedelta(minutes=spans[-1][1])).astimezone(UTC)


def glance_of(person: User, at: datetime | None = None) -> Glance:
    """One query; some more when this process has not seen the person for a minute."""
    at = at or timezone.now()
    frame = _frame(person.pk, at)
    [row] = _GLANCE.rows([person.pk], [frame.monday])
    minutes, proposed, active, *timer = row
    return Glance(
        minutes=minutes or 0,
        to_confirm=(proposed or 0) + (active or 0),
        frame=frame,
        timer=_running(timer, frame, at),
    )


def running(timer: Timer, at: datetime | None = None) -> Running:
    """A timer as it stands; asks when they stop working on the day it began."""
    at = at or timezone.now()
    ends = None
    if timer.running_since is not None:
        ends = hours_end(calendars_of([timer.person_id])[timer.person_id], timer.running_since)
    return _as_running(
        timer.started_at, timer.label, timer.kind, timer.url, run_of(timer), ends, at
    )


def _running(columns: list[Any], frame: WeekFrame, at: datetime) -> Running | None:
    started_at, label, kind, url, since, banked, seen = columns
    if started_at is None:
        return None
    run = Run(since, banked, seen)
    ends = frame.hours_end if since and since.astimezone(frame.zone).date() == frame.day else None
    return _as_running(started_at, label, kind, url, run, ends, at)


def _as_running(  # noqa: PLR0917 - the columns of a row, in their order
    started_at: datetime,
    label: str,
    kind: str,
    url: str,
    run: Run,
    ends: datetime | None,
    at: datetime,
) -> Running:
    return Running(
        started_at=started_at,
        label=label,
        kind=kind,
        url=url,
        seconds=run.seconds_at(at),
        is_running=run.since is not None,
        doubt=run.doubt_at(at, ends),
    )


def _frame(person_id: int, at: datetime) -> WeekFrame:
    """In this process alone: it is the same wherever it is computed, and a minute late at worst."""
    key = f"week-frame:{person_id}"
    kept: WeekFrame | None = caches["local"].get(key)
    if kept is None or at.astimezone(kept.zone).date() != kept.day:
        kept = frame_of(person_id, at)
        caches["local"].set(key, kept, KEPT_SECONDS)
    return kept


def frame_of(person_id: int, at: datetime) -> WeekFrame:
    """What the week of this instant holds for them, and when their hours of its day end."""
    calendar = calendars_of([person_id])[person_id]
    day = calendar.local_day(at)
    monday = monday_of(day)
    sunday = monday + _SUNDAY
    work = work_times_of([person_id], monday, sunday)[person_id]
    policies = policies_of([person_id], monday, sunday)[person_id]
    return WeekFrame(
        day=day,
        zone=calendar.zone,
        available=work.minutes_between(monday, sunday),
        band=band_of(work, policies, monday, sunday),
        hours_end=hours_end(calendar, at),
    )


def _compose(people: list[int], mondays: list[date]) -> QuerySet[Any, tuple[Any, ...]]:
    this_week = WeekSum.objects.filter(person=OuterRef("pk"), monday__in=mondays)
    minutes = this_week.order_by().values("person").annotate(n=Sum("minutes")).values("n")
    proposed = Entry.objects.filter(person=OuterRef("pk"), state=State.PROPOSED)
    active = Activity.objects.filter(person=OuterRef("pk"))
    rows = User.objects.order_by().filter(pk__in=people)
    found: QuerySet[Any, tuple[Any, ...]] = rows.annotate(
        given=Subquery(minutes), proposed=_count(proposed), active=_count(active)
    ).values_list(
        "given",
        "proposed",
        "active",
        "timer__started_at",
        "timer__label",
        "timer__kind",
        "timer__url",
        "timer__running_since",
        "timer__banked_seconds",
        "timer__seen_at",
    )
    return found


def _count(rows: QuerySet[Model]) -> Subquery:
    return Subquery(rows.order_by().values("person").annotate(n=Count("pk")).values("n"))


_GLANCE: Final = Prepared(_compose)
