"""Calendars of people and of the company, read from what they declared and from the settings.

A calendar says when somebody can be reached; their work time how many minutes they are employed
for. Both know leave, public holidays and the days off of the company.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Model, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.availability import Terms, Weekdays, WorkTime
from accounts.calendars import Away, Calendar, NoWorkingTime, Pattern
from accounts.holiday_calendars import DaysOff, days_off
from accounts.hours import USUAL_WEEK, minutes_of_day, week_of
from accounts.many import day_of, named, whole_number, written
from accounts.models import AwayPeriod, CompanyDay, Contract, User, WorkingPattern
from knowledge.areas.prepared import Prepared, Value
from knowledge.areas.prepared import Row as ReadRow

__all__ = [
    "Away",
    "Calendar",
    "Declared",
    "NoWorkingTime",
    "Pattern",
    "calendars_of",
    "company_calendar",
    "declared_by",
    "work_times_of",
]

DAYS_BACK = 35
FEW = 128
"""Of so many people at most, rows are read by statements composed once."""
MOST_NAMED = 2_000
"""Of more people than that all rows are read: binding thousands of ids costs more."""

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class _Employed:
    """A contract, as far as time goes; `zone` is None where the profile's holds."""

    since: date
    weekdays: Weekdays
    zone: ZoneInfo | None
    place: tuple[str, str]


Asked = Collection[int] | RawSQL | None
"""How people are named in a query; None asks for everybody's rows."""
DaysOffIn = Callable[[str, str], DaysOff]
ALWAYS_USUAL = (Pattern(date.min, USUAL_WEEK),)


@dataclass(frozen=True, slots=True)
class Declared:
    """What some people declared of their time, read once for calendars and work times alike."""

    zones: Mapping[int, ZoneInfo]
    patterns: Mapping[int, tuple[Pattern, ...]]
    contracts: Mapping[int, tuple[_Employed, ...]]
    aways: Mapping[int, list[Away]]
    off_in: DaysOffIn


def declared_by(person_ids: Collection[int], since: date, until: date | None = None) -> Declared:
    """With the days away that end on `since` or later, and begin by `until` (any unless given); five
    queries, however many people."""
    asked = _asked(person_ids)
    return Declared(
        zones=_zones(asked),
        patterns=_patterns(asked),
        contracts=_contracts(asked),
        aways=_aways(asked, since, until),
        off_in=_days_off(),
    )


def calendars_of(
    person_ids: Collection[int],
    *,
    since: date | None = None,
    until: date | None = None,
    declared: Declared | None = None,
) -> dict[int, Calendar]:
    """A calendar for each of these people; five queries, however many they are, or none when what they
    `declared` about these days was read.

    Of their days away it knows those that end on `since` (35 days ago unless given) or later, and
    begin by `until` (any unless given): give them for figures of the past, and for many people at
    one instant. Before their first pattern, and without any, people work the usual week. Their
    clock is that of the contract in force today, where it names one.
    """
    if not person_ids:
        return {}
    today = timezone.localdate()
    if declared is None:
        declared = declared_by(person_ids, since or today - timedelta(days=DAYS_BACK), until)
    zones, patterns, contracts = declared.zones, declared.patterns, declared.contracts
    aways, off_in = declared.aways, declared.off_in
    elsewhere = ((date.min, off_in(*settings.PUBLIC_HOLIDAYS)),)
    usual = Calendar(_zone(settings.TIME_ZONE), ALWAYS_USUAL, (), elsewhere)
    calendars = dict.fromkeys(person_ids, usual)
    others = zones.keys() | patterns.keys() | aways.keys() | contracts.keys()
    for person_id in others & calendars.keys():
        hers = contracts.get(person_id, ())
        off = tuple((each.since, off_in(*each.place)) for each in hers)
        calendars[person_id] = Calendar(
            _zone_today(hers, today) or zones.get(person_id, usual.zone),
            patterns.get(person_id, usual.patterns),
            tuple(aways.get(person_id, ())),
            (*elsewhere, *off) if off else elsewhere,
        )
    return calendars


def work_times_of(
    person_ids: Collection[int], first: date, last: date, *, declared: Declared | None = None
) -> dict[int, WorkTime]:
    """How many minutes each of these people can work; five queries, however many they are, or none when
    what they `declared` about these days was read.

    From their first contract on that of the day counts, before it and without any the hours that
    they declared, else the usual week, with the public holidays of the settings. Of their days
    away it knows those between `first` and `last`: ask it about these days alone.
    """
    if not person_ids:
        return {}
    usual_zone = _zone(settings.TIME_ZONE)
    if declared is None:
        declared = declared_by(person_ids, first, last)
    zones, patterns, contracts = declared.zones, declared.patterns, declared.contracts
    aways, off_in = declared.aways, declared.off_in
    shared: dict[tuple[object, ...], WorkTime] = {}
    found: dict[int, WorkTime] = {}
    for person_id in person_ids:
        zone, hours = zones.get(person_id, usual_zone), patterns.get(person_id, ALWAYS_USUAL)
        hers = contracts.get(person_id, ())
        shape = (id(zone), *map(id, hours), 0, *map(id, hers))
        always = shared.get(shape)
        if always is None:
            always = shared[shape] = WorkTime(_terms(zone, hours, hers, off_in))
        away = aways.get(person_id)
        found[person_id] = WorkTime(always.terms, tuple(away)) if away else always
    return found


def company_calendar() -> Calendar:
    """The company's own hours (WORKING_HOURS), in which promises are counted: none on public holidays
    and its own days off. One query.
    """
    pattern = Pattern(date.min, settings.WORKING_HOURS)
    off = _days_off()(*settings.PUBLIC_HOLIDAYS)
    return Calendar(_zone(settings.TIME_ZONE), (pattern,), (), ((date.min, off),))


def _terms(
    zone: ZoneInfo,
    patterns: tuple[Pattern, ...],
    contracts: tuple[_Employed, ...],
    off_in: DaysOffIn,
) -> tuple[Terms, ...]:
    begins = contracts[0].since if contracts else date.max
    usual = off_in(*settings.PUBLIC_HOLIDAYS)
    before = (
        Terms(each.since, tuple(map(minutes_of_day, each.week)), zone, usual)
        for each in patterns
        if each.since < begins
    )
    since = (
        Terms(each.since, each.weekdays, each.zone or zone, off_in(*each.place))
        for each in contracts
    )
    return (*before, *since)


def _zone_today(contracts: tuple[_Employed, ...], today: date) -> ZoneInfo | None:
    return next((each.zone for each in reversed(contracts) if each.since <= today), None)


def _days_off() -> DaysOffIn:
    """The calendars of public holidays with the company's own days; one object a place."""
    company = tuple(_COMPANY_DAYS.rows())
    return lru_cache(maxsize=None)(lambda country, region: days_off(country, region, company))


def _contracts(asked: Asked) -> dict[int, tuple[_Employed, ...]]:
    """Those in force, by date."""
    found: dict[int, tuple[_Employed, ...]] = {}
    for person_id, *row in _rows(_CONTRACTS, _contracts_of, asked):
        found[person_id] = (*found.get(person_id, ()), _employed(*row))
    return found


def _zones(asked: Asked) -> dict[int, ZoneInfo]:
    """Of those whose zone is not the company's."""
    rows = _rows(_ZONES, _zones_of, asked, [settings.TIME_ZONE])
    return {person_id: _zone(name) for person_id, name in rows}


def _patterns(asked: Asked) -> dict[int, tuple[Pattern, ...]]:
    """Those in force, by date, after the usual week where they do not begin at once."""
    found: dict[int, tuple[Pattern, ...]] = {}
    for person_id, *facts in _rows(_PATTERNS, _patterns_of, asked):
        found[person_id] = (*found.get(person_id, ALWAYS_USUAL), _pattern(*facts))
    return found


def _aways(asked: Asked, since: date, until: date | None) -> dict[int, list[Away]]:
    found: dict[int, list[Away]] = defaultdict(list)
    last = [] if until is None else [until]
    for person_id, *days in _rows(_AWAYS, _aways_of, asked, [since], last):
        found[person_id].append(_away(*days))
    return found


def _aways_of(
    asked: Asked, since: Collection[date], until: Collection[date]
) -> QuerySet[AwayPeriod, ReadRow]:
    rows = _among(AwayPeriod.objects.filter(last_day__gte=min(since)), "person", asked)
    if until:
        rows = rows.filter(first_day__lte=max(until))
    rows = rows.order_by("first_day").annotate(
        begins=written("first_day"),
        ends=written("last_day"),
        from_half=whole_number("from_noon"),
        to_half=whole_number("to_noon"),
    )
    return rows.values_list("person", "begins", "ends", "from_half", "to_half")


def _zones_of(asked: Asked, usual: Collection[str]) -> QuerySet[User, ReadRow]:
    elsewhere = User.objects.order_by().exclude(time_zone__in=usual)
    return _among(elsewhere, "pk", asked).values_list("pk", "time_zone")


def _company_days() -> QuerySet[CompanyDay, ReadRow]:
    rows = CompanyDay.objects.order_by("day", "country")
    return rows.values_list("day", "is_off", "country")


def _contracts_of(asked: Asked) -> QuerySet[Contract, ReadRow]:
    rows = _among(Contract.objects.in_force(), "person", asked).order_by("since")
    rows = rows.annotate(minutes=Cast("weekday_minutes", TextField()), begins=written("since"))
    return rows.values_list("person", "begins", "minutes", "time_zone", "country", "subdivision")


def _patterns_of(asked: Asked) -> QuerySet[WorkingPattern, ReadRow]:
    rows = _among(WorkingPattern.objects.in_force(), "person", asked).order_by("since")
    rows = rows.annotate(spans_text=Cast("spans", TextField()))
    return rows.values_list("person", "since", "spans_text")


_CONTRACTS = Prepared(_contracts_of)
_PATTERNS = Prepared(_patterns_of)
_AWAYS = Prepared(_aways_of)
_ZONES = Prepared(_zones_of)
_COMPANY_DAYS = Prepared(_company_days)


def _rows(
    prepared: Prepared,
    compose: Callable[..., QuerySet[Row, ReadRow]],
    asked: Asked,
    *others: Collection[Value],
) -> Iterable[ReadRow]:
    """Of few people by a statement that was composed once."""
    if isinstance(asked, Collection):
        return prepared.rows(asked, *others)
    return compose(asked, *others)


def _asked(person_ids: Collection[int]) -> Asked:
    if len(person_ids) <= FEW:
        return person_ids
    return named(person_ids) if len(person_ids) <= MOST_NAMED else None


def _among(rows: QuerySet[Row], field: str, asked: Asked) -> QuerySet[Row]:
    return rows if asked is None else rows.filter(**{f"{field}__in": asked})


@lru_cache(maxsize=4096)
def _pattern(since: date, spans: str) -> Pattern:
    """One object for all who declared the same: few differ among thousands."""
    return Pattern(since, week_of(json.loads(spans)))


@lru_cache(maxsize=4096)
def _employed(since: str, minutes: str, zone: str, country: str, region: str) -> _Employed:
    """One object for all who have the same contract from the same day on."""
    weekdays, place = tuple(json.loads(minutes)), (country, region)
    return _Employed(day_of(since), weekdays, _zone(zone) if zone else None, place)


@lru_cache(maxsize=16_384)
def _away(first: str, last: str, from_half: int, to_half: int) -> Away:
    """One object for all who are away on the same days: many are, of thousands."""
    halves = {"from_noon": bool(from_half), "to_noon": bool(to_half)}
    return Away.of(day_of(first), day_of(last), **halves)


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    """The company's where this machine no longer knows a person's: nobody drops out of routing."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)
