"""Calendars of people and of the company, read from what they declared and from the settings."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db.models import Model, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.calendars import Away, Calendar, NoWorkingTime, Pattern
from accounts.hours import USUAL_WEEK, Week, minutes_of_week, week_of
from accounts.models import AwayPeriod, User, WorkingPattern

__all__ = [
    "Away",
    "Calendar",
    "NoWorkingTime",
    "Pattern",
    "calendars_of",
    "company_calendar",
    "usual_sharing_minutes",
]

SHARING_PERCENT = 10
"""Of the hours of a week, for who has declared nothing: the upper end of the allowance."""
DAYS_BACK = 35
MOST_NAMED = 500
"""Of more people than that all rows are read: binding thousands of ids costs more."""

Row = TypeVar("Row", bound=Model)


def usual_sharing_minutes(week: Week) -> int:
    """A tenth of the week, rounded down."""
    return minutes_of_week(week) * SHARING_PERCENT // 100


ALWAYS_USUAL = (Pattern(date.min, USUAL_WEEK, usual_sharing_minutes(USUAL_WEEK)),)


def calendars_of(
    person_ids: Collection[int], *, since: date | None = None, until: date | None = None
) -> dict[int, Calendar]:
    """A calendar for each of these people; three queries, however many they are.

    Of their days away it knows those that end on `since` (35 days ago unless given) or later, and
    begin by `until` (any unless given): give them for figures of the past, and for many people at
    one instant. Before their first pattern, and without any, people work the usual week.
    """
    if not person_ids:
        return {}
    zones = _zones(person_ids)
    patterns = _patterns(person_ids)
    aways = _aways(person_ids, since or timezone.localdate() - timedelta(days=DAYS_BACK), until)
    usual = Calendar(_zone(settings.TIME_ZONE), ALWAYS_USUAL)
    calendars = dict.fromkeys(person_ids, usual)
    for person_id in (zones.keys() | patterns.keys() | aways.keys()) & calendars.keys():
        zone, hours = zones.get(person_id, usual.zone), patterns.get(person_id, usual.patterns)
        calendars[person_id] = Calendar(zone, hours, tuple(aways.get(person_id, ())))
    return calendars


def company_calendar() -> Calendar:
    """The company's own hours (WORKING_HOURS), in which promises are counted."""
    pattern = Pattern(date.min, settings.WORKING_HOURS, 0)
    return Calendar(_zone(settings.TIME_ZONE), (pattern,))


def _zones(person_ids: Collection[int]) -> dict[int, ZoneInfo]:
    """Of those whose zone is not the company's."""
    elsewhere = User.objects.order_by().exclude(time_zone=settings.TIME_ZONE)
    rows = _among(elsewhere, "pk", person_ids).values_list("pk", "time_zone")
    return {person_id: _zone(name) for person_id, name in rows}


def _patterns(person_ids: Collection[int]) -> dict[int, tuple[Pattern, ...]]:
    """Those in force, by date, after the usual week where they do not begin at once."""
    rows = _among(WorkingPattern.objects.in_force(), "person", person_ids)
    rows = rows.order_by("since").annotate(spans_text=Cast("spans", TextField()))
    found: dict[int, tuple[Pattern, ...]] = {}
    for person_id, *facts in rows.values_list("person", "since", "spans_text", "sharing_minutes"):
        found[person_id] = (*found.get(person_id, ALWAYS_USUAL), _pattern(*facts))
    return found


def _aways(person_ids: Collection[int], since: date, until: date | None) -> dict[int, list[Away]]:
    rows = _among(AwayPeriod.objects.filter(last_day__gte=since), "person", person_ids)
    if until is not None:
        rows = rows.filter(first_day__lte=until)
    found: dict[int, list[Away]] = defaultdict(list)
    facts: Iterable[tuple[int, date, date, bool, bool]] = rows.order_by("first_day").values_list(
        "person", "first_day", "last_day", "from_noon", "to_noon"
    )
    for person_id, first, last, from_noon, to_noon in facts:
        found[person_id].append(Away.of(first, last, from_noon=from_noon, to_noon=to_noon))
    return found


def _among(rows: QuerySet[Row], field: str, person_ids: Collection[int]) -> QuerySet[Row]:
    return rows.filter(**{f"{field}__in": person_ids}) if len(person_ids) <= MOST_NAMED else rows


@lru_cache(maxsize=4096)
def _pattern(since: date, spans: str, sharing_minutes: int) -> Pattern:
    """One object for all who declared the same: few differ among thousands."""
    return Pattern(since, week_of(json.loads(spans)), sharing_minutes)


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    """The company's where this machine no longer knows a person's: nobody drops out of routing."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)
