"""One's own plan as its pages show it: the week that is planned, the calendar, ticks and crosses."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Prefetch
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.availability import WorkTime
from accounts.calendars import Calendar
from accounts.holiday_calendars import holidays_in
from accounts.hours import Span, write_time
from accounts.models import CompanyDay, User
from accounts.week_words import say_day, say_time
from accounts.working_time import calendars_of, work_times_of
from knowledge.contributions.allowance import policies_of
from knowledge.contributions.bands import Band, band_of
from knowledge.contributions.models import Block, PlanFeed, PlanSlot
from knowledge.contributions.planning import ASKED_FOR, halves_away, window
from knowledge.contributions.queries.plans import (
    Shown,
    blocks_of,
    say_day_of_week,
)

WEEK = timedelta(days=7)
SUNDAY = timedelta(days=6)
STEP = 15
"""Minutes to which a suggestion is rounded."""
LONGEST_SUGGESTED = 240
FAVOURITE_WEEKDAYS = (3, 1, 2, 4, 0, 5, 6)
"""Thursday first, as in the middle of what most people work."""


def say_slot(weekday: int, start: int) -> str:
    """“Every Thursday, 14:00”."""
    names = {"weekday": WEEKDAYS[weekday], "time": say_time(start)}
    return _("Every %(weekday)s, %(time)s") % names


@dataclass(frozen=True, slots=True)
class SlotLine:
    slot: PlanSlot

    @property
    def words(self) -> str:
        return say_slot(self.slot.weekday, self.slot.start)

    @property
    def last_day(self) -> date | None:
        return self.slot.until - timedelta(days=1) if self.slot.until else None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A slot in the middle of the band, in hours that they work."""

    weekday: int
    start: int
    minutes: int
    share: float

    @property
    def words(self) -> str:
        return say_slot(self.weekday, self.start)

    @property
    def start_typed(self) -> str:
        return write_time(self.start)


@dataclass(frozen=True, slots=True)
class OwnPlan:
    """What comes back every week. `contracted` and `band` are those of a whole week, the next one
    from today on, before leave and holidays.
    """

    slots: Sequence[SlotLine]
    ended: Sequence[SlotLine]
    contracted: int
    band: Band
    asks: Sequence[Shown]
    feed: PlanFeed | None
    suggestion: Suggestion | None

    @property
    def weekly(self) -> int:
        return sum(line.slot.minutes for line in self.slots)

    @property
    def share(self) -> float | None:
        """For display."""
        return self.weekly / self.contracted if self.contracted else None

    @property
    def lowest(self) -> int:
        return math.ceil(self.band.lowest)

    @property
    def highest(self) -> int:
        return math.floor(self.band.highest)

    @property
    def standing(self) -> str:
        """Where the plan stands to the band of a whole week, both ends included."""
        if self.weekly < self.band.lowest:
            return "below"
        return "above" if self.weekly > self.band.highest else "in"


@dataclass(frozen=True, slots=True)
class PlanDay:
    """A day of the calendar; `off` says why nobody works there, `away` in which halves of it they are
    on leave.
    """

    day: date
    blocks: Sequence[Shown]
    spans: Sequence[Span]
    off: str
    is_off: bool
    away: tuple[bool, bool]
    is_today: bool

    @property
    def is_away(self) -> bool:
        return all(self.away)

    @property
    def away_words(self) -> str:
        """Which half of the day they are away, or that they are all day."""
        if all(self.away):
            return _("away")
        if not any(self.away):
            return ""
        return _("away in the morning") if self.away[0] else _("away in the afternoon")

    @property
    def words(self) -> str:
        return say_day_of_week(self.day)

    @property
    def hours(self) -> str:
        return say_day(tuple(self.spans)) if self.spans else ""


@dataclass(frozen=True, slots=True)
class PlanWeek:
    days: Sequence[PlanDay]
    is_now: bool

    @property
    def monday(self) -> date:
        return self.days[0].day

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week


@dataclass(frozen=True, slots=True)
class PlanCalendar:
    """Weeks of a month, or one; `before` and `after` are days to turn to, None at the ends."""

    weeks: Sequence[PlanWeek]
    first: date
    before: date | None
    after: date | None


def plan_work_time(person: User, *, now: datetime) -> WorkTime:
    """Of all the weeks that a plan's pages show."""
    return work_times_of([person.pk], *window(timezone.localdate(now)))[person.pk]


def own_plan(person: User, *, now: datetime, work_time: WorkTime | None = None) -> OwnPlan:
    """Of the slots, those in force or to come, and those that ended; a constant number of queries.

    `work_time` is that of `plan_work_time`, read here unless it is given.
    """
    today = timezone.localdate(now)
    monday = today - timedelta(days=today.weekday()) + WEEK
    work_time = work_time or plan_work_time(person, now=now)
    plain = WorkTime(work_time.terms)
    slots = list(PlanSlot.objects.filter(person=person).exclude(until=F("since")))
    current = [slot for slot in slots if slot.until is None or slot.until > today]
    policies = policies_of([person.pk], monday, monday + SUNDAY)[person.pk]
    band = band_of(_UsualWeek(plain), policies, monday, monday + SUNDAY)
    contracted = plain.contracted_between(monday, monday + SUNDAY)
    shown = blocks_of(person, today - ASKED_FOR, today, now=now, work_time=work_time)
    return OwnPlan(
        slots=[SlotLine(slot) for slot in current],
        ended=[SlotLine(slot) for slot in slots if slot not in current],
        contracted=contracted,
        band=band,
        asks=[each for each in shown if each.asks],
        feed=PlanFeed.objects.filter(person=person).first(),
        suggestion=None if current else suggest(person, plain, band, monday),
    )


@dataclass(frozen=True, slots=True)
class _UsualWeek:
    """A week as contracted, as if it had neither leave nor holidays: what a plan is measured by."""

    work_time: WorkTime

    def minutes_between(self, first: date, last: date) -> int:
        return self.work_time.contracted_between(first, last)

    def full_time_days(self, year: int) -> int:
        return self.work_time.full_time_days(year)


def suggest(person: User, work_time: WorkTime, band: Band, monday: date) -> Suggestion | None:
    """One block in the middle of the band, in the last hours of a day that they work.

    None for who has no working time, or no band.
    """
    contracted = work_time.contracted_between(monday, monday + SUNDAY)
    middle = (band.lowest + band.highest) / 2
    if not contracted or not middle:
        return None
    steps = max(1, min(round(middle / STEP), LONGEST_SUGGESTED // STEP))
    minutes = steps * STEP
    calendar = calendars_of([person.pk])[person.pk]
    for weekday in FAVOURITE_WEEKDAYS:
        day = monday + timedelta(days=weekday)
        spans = calendar.pattern_on(day).week[weekday]
        if spans and work_time.contracted_on(day):
            start = _start_in(spans, minutes)
            return Suggestion(weekday, start, minutes, minutes / contracted)
    return None


def _start_in(spans: Sequence[Span], minutes: int) -> int:
    """The beginning of the last span that is long enough, else of the longest."""
    fitting = [start for start, end in spans if end - start >= minutes]
    if fitting:
        return fitting[-1]
    return max(spans, key=lambda span: span[1] - span[0])[0]


def plan_calendar(
    person: User, *, view: str, day: date, now: datetime, work_time: WorkTime | None = None
) -> PlanCalendar:
    """The weeks of the month in which `day` lies, or the week (view "week"), within four weeks back
    and eight ahead; a constant number of queries. `work_time` as in `own_plan`.
    """
    work_time = work_time or plan_work_time(person, now=now)
    today = timezone.localdate(now)
    earliest, latest = window(today)
    day = min(max(day, earliest), latest)
    first, last = _stretch(view, day)
    start, end = max(first - timedelta(days=first.weekday()), earliest), min(last, latest)
    end += timedelta(days=6 - end.weekday())
    found: dict[date, list[Shown]] = defaultdict(list)
    for each in blocks_of(person, start, end, now=now, work_time=work_time):
        found[each.block.day].append(each)
    calendar = calendars_of([person.pk], since=start, until=end)[person.pk]
    names = names_off(work_time, start, end)
    days = [start + timedelta(days=number) for number in range((end - start).days + 1)]
    lines = [
        _plan_day(each, found[each], calendar, work_time, names.get(each, ""), today)
        for each in days
    ]
    weeks = [
        PlanWeek(lines[number : number + 7], today in days[number : number + 7])
        for number in range(0, len(lines), 7)
    ]
    before, after = first - timedelta(days=1), last + timedelta(days=1)
    return PlanCalendar(
        weeks,
        first,
        before if before >= earliest else None,
        after if after <= latest else None,
    )


def _stretch(view: str, day: date) -> tuple[date, date]:
    if view == "week":
        monday = day - timedelta(days=day.weekday())
        return monday, monday + SUNDAY
    first = day.replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    return first, following - timedelta(days=1)


def _plan_day(  # noqa: PLR0917 - the facts of one day
    day: date,
    blocks: list[Shown],
    calendar: Calendar,
    work_time: WorkTime,
    off: str,
    today: date,
) -> PlanDay:
    return PlanDay(
        day=day,
        blocks=blocks,
        spans=calendar.hours_on(day),
        off=off,
        is_off=work_time.terms_on(day).days_off.covers(day),
        away=halves_away(work_time, day),
        is_today=day == today,
    )


def names_off(work_time: WorkTime, first: date, last: date) -> dict[date, str]:
    """What the days off from one day to the other are called, in the reader's language."""
    language = (get_language() or "en")[:2]
    names = dict(_company_names(work_time, first, last))
    for year in range(first.year, last.year + 1):
        places = {_place(work_time, first), _place(work_time, last)}
        for country, subdivision in places:
            known = holidays_in(year, country=country, subdivision=subdivision, language=language)
            for day, name in known.items():
                if first <= day <= last and work_time.terms_on(day).days_off.covers(day):
                    names.setdefault(day, name)
    return names


def _company_names(work_time: WorkTime, first: date, last: date) -> Iterable[tuple[date, str]]:
    rows = CompanyDay.objects.filter(day__range=(first, last), is_off=True).order_by("country")
    for row in rows:
        if row.country in ("", work_time.terms_on(row.day).days_off.country):
            yield row.day, row.name


def _place(work_time: WorkTime, day: date) -> tuple[str, str]:
    days_off = work_time.terms_on(day).days_off
    return days_off.country, days_off.subdivision


def block_of(person: User, pk: int) -> Block | None:
    """One's own block, with those it is tied to; nobody ever sees somebody else's. Two queries.

    The one it took the place of is looked for among their own: joined, SQLite goes through the
    blocks of everybody.
    """
    hers = Block.objects.filter(person=person)
    found = hers.filter(pk=pk).select_related("person", "slot", "moved_to")
    return found.prefetch_related(Prefetch("moved_from", hers)).first()
