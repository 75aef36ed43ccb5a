"""Who belonged to which team, and when: figures of a team follow these dates."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import NamedTuple

from django.db.models import Q, QuerySet

from accounts.many import day_of, named, written
from accounts.models import Team, TeamMembership

__all__ = ["Membership", "members_of", "spans_of", "teams_of"]

MOST_NAMED = 2_000
"""Of more people than that all rows are read: binding thousands of ids costs more."""


class Membership(NamedTuple):
    """In a team from `since` until the day before `until`; None while it lasts.

    The main one is the person's team, the others are matrix lines.
    """

    person_id: int
    team_id: int
    since: date
    until: date | None
    is_main: bool


def teams_of(
    person_ids: Collection[int], first: date, last: date
) -> dict[int, tuple[Membership, ...]]:
    """Each person's teams on any of these days, by date; one query. Nobody is left out of it."""
    rows = _between(first, last)
    if len(person_ids) <= MOST_NAMED:
        rows = rows.filter(person__in=named(person_ids))
    return dict.fromkeys(person_ids, ()) | _by_person(rows, set(person_ids))


def members_of(
    team_ids: Collection[int] | None, first: date, last: date
) -> dict[int, tuple[Membership, ...]]:
    """Whoever was, on any of these days, in one of these teams or in a team below it; by person.

    None stands for all teams. Two queries. The teams below are those of today: where a team is in
    the tree has no dates.
    """
    rows = _between(first, last)
    if team_ids is not None:
        paths = list(Team.objects.order_by().filter(pk__in=team_ids).values_list("path", flat=True))
        if not paths:
            return {}
        rows = rows.filter(reduce(or_, (Q(team__path__startswith=path) for path in _tops(paths))))
    return _by_person(rows, None)


def spans_of(
    memberships: Iterable[Membership], first: date, last: date
) -> tuple[tuple[date, date], ...]:
    """The days of these memberships between first and last, both included, each day once."""
    spans: list[tuple[date, date]] = []
    for each in sorted(memberships, key=lambda row: row.since):
        start = max(first, each.since)
        end = min(last, each.until - timedelta(days=1)) if each.until else last
        if start > end:
            continue
        if spans and start <= spans[-1][1] + timedelta(days=1):
            before = spans.pop()
            start, end = before[0], max(before[1], end)
        spans.append((start, end))
    return tuple(spans)


def _between(first: date, last: date) -> QuerySet[TeamMembership]:
    rows = TeamMembership.objects.filter(since__lte=last)
    return rows.filter(Q(until=None) | Q(until__gt=first)).order_by("since", "pk")


def _by_person(
    rows: QuerySet[TeamMembership], wanted: set[int] | None
) -> dict[int, tuple[Membership, ...]]:
    found: dict[int, tuple[Membership, ...]] = {}
    rows = rows.annotate(begins=written("since"), ends=written("until"))
    for person_id, team_id, begins, ends, is_main in rows.values_list(
        "person", "team", "begins", "ends", "is_main"
    ):
        if wanted is None or person_id in wanted:
            until = day_of(ends) if ends else None
            each = Membership(person_id, team_id, day_of(begins), until, is_main)
            found[person_id] = (*found.get(person_id, ()), each)
    return found


def _tops(paths: Collection[str]) -> list[str]:
    """Without those that lie below another."""
    tops: list[str] = []
    for path in sorted(paths):
        if not tops or not path.startswith(tops[-1]):
            tops.append(path)
    return tops
