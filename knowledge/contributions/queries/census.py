"""Sums of all experts by week, before it is decided who may read which of them.

Reading thousands of people takes long, and weeks that are over change seldom: what is found is kept
for KEPT_SECONDS in the memory of the process, the same for every viewer.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import compress
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import caches
from django.db.models import Min, Q, QuerySet, Sum

from accounts.expert_days import Spans, expert_days, in_both
from accounts.models import Contract, TeamMembership, User, UserQuerySet
from knowledge.contributions.bands import Share, distinct, together
from knowledge.contributions.models import WeekSum
from knowledge.contributions.periods import Weeks, company_day
from knowledge.contributions.queries.measures import available_by_week, measures_of
from knowledge.contributions.queries.minutes import Cell, cells_in_spans

KEPT_SECONDS: Final = 300
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Census:
    """`shares` are of all experts, by week; `absent` those who could not work in it.

    `changed` are the days as experts of whoever became one in these weeks or since, or ceased to be.
    """

    weeks: Weeks
    experts: frozenset[int]
    shares: tuple[Share, ...]
    absent: tuple[frozenset[int], ...]
    changed: Mapping[int, Spans]

    def present(self, place: int) -> frozenset[int]:
        return self.experts - self.absent[place]

    def is_expert_on(self, person_id: int, day: date) -> bool:
        """Of one of `experts`."""
        hers = self.changed.get(person_id)
        return hers is None or any(first <= day <= last for first, last in hers)


def census_of(weeks: Weeks) -> Census:
    """At most KEPT_SECONDS old; else a dozen queries."""
    key = f"census:{weeks.monday:%Y%m%d}:{weeks.count}"
    known: Census | None = caches["local"].get(key)
    if known is None:
        known = _read(weeks)
        caches["local"].set(key, known, KEPT_SECONDS)
    return known


def expert_spans(weeks: Weeks, changed: Mapping[int, Spans]) -> dict[int, Spans]:
    """All experts with the days of these weeks on which they were that, in the company; four queries
    at most.

    From the earliest of their account, contract and team; people who left until they did; of who
    `changed` the days as experts.
    """
    spans = _in_company(weeks, {pk for pk, hers in changed.items() if hers})
    for person_id, hers in changed.items():
        if person_id in spans:
            spans[person_id] = in_both(spans[person_id], hers)
    return {person_id: hers for person_id, hers in spans.items() if hers}


def _in_company(weeks: Weeks, others: set[int]) -> dict[int, Spans]:
    """The days on which experts, and these others, were in the company."""
    rows = User.objects.filter(is_expert=True).order_by()
    if others:
        rows = User.objects.filter(Q(is_expert=True) | Q(pk__in=others)).order_by()
    whole = ((weeks.first, weeks.last),)
    always = rows.filter(created_at__lt=_midnight(weeks.first), deactivated_at=None)
    spans: dict[int, Spans] = dict.fromkeys(always.values_list("pk", flat=True), whole)
    partly = rows.exclude(created_at__lt=_midnight(weeks.first), deactivated_at=None)
    late: dict[int, tuple[date, date]] = {}
    for person_id, created_at, left_at in partly.values_list("pk", "created_at", "deactivated_at"):
        last = min(weeks.last, company_day(left_at) - _DAY) if left_at else weeks.last
        if last >= weeks.first:
            late[person_id] = (company_day(created_at), last)
    earlier = _earliest() if late else {}
    for person_id, (came, last) in late.items():
        first = max(weeks.first, min(came, earlier.get(person_id, came)))
        if first <= last:
            spans[person_id] = ((first, last),)
    return spans


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(settings.TIME_ZONE))


def _earliest() -> dict[int, date]:
    found: dict[int, date] = {}
    for rows in (Contract.objects.in_force(), TeamMembership.objects.all()):
        firsts = rows.order_by().values_list("person").annotate(first=Min("since"))
        for person_id, first in firsts:
            found[person_id] = min(first, found.get(person_id, first))
    return found


def _read(weeks: Weeks) -> Census:
    changed = expert_days(weeks.first, weeks.last)
    spans = expert_spans(weeks, changed)
    measures = measures_of(spans, weeks)
    rows = dict(available_by_week(measures, weeks))
    columns = list(zip(*rows.values(), strict=True)) or [()] * weeks.count
    confirmed = _confirmed(weeks, changed)
    return Census(
        weeks,
        frozenset(spans),
        tuple(
            Share(confirmed.get(monday, 0)) + together(shares)
            for shares, monday in zip(columns, weeks.mondays, strict=True)
        ),
        tuple(_absent(rows.keys(), shares) for shares in columns),
        changed,
    )


def _absent(people: Collection[int], shares: Sequence[Share]) -> frozenset[int]:
    """Who of them could not work in that week; thousands share few figures of it."""
    nothing = {id(share) for share in distinct(shares) if not share.available}
    return frozenset(compress(people, map(nothing.__contains__, map(id, shares))))


def _confirmed(weeks: Weeks, changed: Mapping[int, Spans]) -> dict[date, int]:
    """Minutes of experts by Monday: of all, less those of the few who are none or were not always
    one, and of these what they gave as experts. To look every row's person up takes several times as
    long. Three queries at most.
    """
    found = dict(sums_of_all(weeks).values_list("monday").annotate(total=Sum("minutes")))
    others = sums_of_few(weeks).filter(person__in=not_always_experts(changed))
    for monday, minutes in others.values_list("monday").annotate(total=Sum("minutes")):
        found[monday] -= minutes
    for cell in given_as_experts(changed, weeks):
        found[cell.monday] = found.get(cell.monday, 0) + cell.minutes
    return found


def sums_of_all(weeks: Weeks) -> QuerySet[WeekSum]:
    """Of everybody, to be added up by week and area: as they lie in their index."""
    return WeekSum.objects.order_by().filter(monday__in=weeks.mondays)


def sums_of_few(weeks: Weeks) -> QuerySet[WeekSum]:
    """To be filtered by person: SQLite looks people up by theirs only for weeks from first to last."""
    return WeekSum.objects.order_by().filter(monday__range=(weeks.first, weeks.last))


def not_always_experts(changed: Mapping[int, Spans]) -> UserQuerySet:
    """People who are no experts, or changed, for use in `person__in`."""
    wanted = Q(is_expert=False)
    if changed:
        wanted |= Q(pk__in=changed.keys())
    found: UserQuerySet = User.objects.order_by().filter(wanted)
    return found


def given_as_experts(changed: Mapping[int, Spans], weeks: Weeks) -> list[Cell]:
    """Minutes of who changed, on their days as experts; one query, none where nobody did."""
    return cells_in_spans({pk: hers for pk, hers in changed.items() if hers}, weeks)
