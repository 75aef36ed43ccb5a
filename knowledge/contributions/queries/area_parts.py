"""Minutes by area, of all experts, in parts that tell of no fewer than GROUP people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.cache import caches
from django.db.models import Count, Q, QuerySet, Sum

from accounts.expert_days import Spans, expert_days
from accounts.permissions import hidden_area_ids
from knowledge.areas.models import Area
from knowledge.contributions.crowds import GROUP, Gathered, parts_by_area
from knowledge.contributions.models import Kind, WeekSum
from knowledge.contributions.periods import Weeks
from knowledge.contributions.queries.census import (
    KEPT_SECONDS,
    given_as_experts,
    not_always_experts,
    sums_of_all,
    sums_of_few,
)
from knowledge.contributions.queries.minutes import AreaSum, Cell, area_sums

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.contributions.bands import Share

Place = tuple[date, int | None]
"""Monday and area."""
_NOBODY: Final[frozenset[int]] = frozenset()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is kept of these weeks: by place, and apart what those gave who were not always experts."""

    given: Mapping[Place, _Given]
    changed: Mapping[int, Spans]
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class _Given:
    """Minutes that experts gave to an area in a week, in so many sums: one a person and kind."""

    minutes: int
    sums: int


def told_areas(
    viewer: User,
    weeks: Weeks,
    known: Mapping[date, Collection[int]],
    told: Sequence[Share | None],
) -> tuple[AreaSum, ...]:
    """Of the weeks of which the sum of the company is told. Areas that are closed to the viewer are
    in no area, not even in the one above; eight queries at most, five of them of what is kept.
    """
    kept = _kept(weeks)
    hidden = hidden_area_ids(viewer)
    lineages = {
        area.pk: area.lineage for area in Area.objects.only("pk", "path") if area.pk not in hidden
    }
    gathered = _gathered(kept, weeks, known)
    sums: dict[int | None, int] = defaultdict(int)
    for monday, share in zip(weeks.mondays, told, strict=True):
        if share is not None:
            parts = parts_by_area(gathered[monday], lineages=lineages)
            for area_id, minutes in parts.items():
                sums[area_id] += minutes
    return area_sums(sums, viewer)


def _kept(weeks: Weeks) -> _Kept:
    """At most KEPT_SECONDS old; else four queries: of all, of the few who are no experts or were not
    always, and of the days on which these were.
    """
    key = f"given:{weeks.monday:%Y%m%d}:{weeks.count}"
    found: _Kept | None = caches["local"].get(key)
    if found is None:
        changed = expert_days(weeks.first, weeks.last)
        cells = given_as_experts(changed, weeks)
        found = _Kept(_given(weeks, changed, cells), changed, cells)
        caches["local"].set(key, found, KEPT_SECONDS)
    return found


def _given(
    weeks: Weeks, changed: Mapping[int, Spans], cells: Iterable[Cell]
) -> dict[Place, _Given]:
    found = _counted(sums_of_all(weeks))
    others = _counted(sums_of_few(weeks).filter(person__in=not_always_experts(changed)))
    for place, each in others.items():
        found[place] = _Given(found[place].minutes - each.minutes, found[place].sums - each.sums)
    for cell in cells:
        before = found[cell.monday, cell.area_id]
        found[cell.monday, cell.area_id] = _Given(before.minutes + cell.minutes, before.sums + 1)
    return found


def _counted(rows: QuerySet[WeekSum]) -> dict[Place, _Given]:
    facts = rows.values_list("monday", "area").annotate(total=Sum("minutes"), sums=Count("*"))
    return {(monday, area_id): _Given(*sums) for monday, area_id, *sums in facts}


def _gathered(
    kept: _Kept, weeks: Weeks, known: Mapping[date, Collection[int]]
) -> dict[date, dict[int | None, Gathered]]:
    """Who is not known is named where they may be few: a person has one sum a kind at most."""
    mine = _known_sums(weeks, known)
    few = {
        place
        for place, each in kept.given.items()
        if each.sums - mine.get(place, 0) <= len(Kind) * (GROUP - 1)
    }
    named = _named(kept, weeks, few, known)
    found: dict[date, dict[int | None, Gathered]] = defaultdict(dict)
    for (monday, area_id), each in kept.given.items():
        place = (monday, area_id)
        found[monday][area_id] = Gathered(
            each.minutes, named.get(place, _NOBODY), many=place not in few
        )
    return found


def _known_sums(weeks: Weeks, known: Mapping[date, Collection[int]]) -> dict[Place, int]:
    """How many sums are of people whom the viewer knows; one query."""
    ids = {pk for people in known.values() for pk in people}
    rows = sums_of_few(weeks).filter(person__in=ids)
    found: dict[Place, int] = defaultdict(int)
    for monday, area_id, person_id in rows.values_list("monday", "area", "person"):
        found[monday, area_id] += person_id in known[monday]
    return found


def _named(
    kept: _Kept,
    weeks: Weeks,
    places: Collection[Place],
    known: Mapping[date, Collection[int]],
) -> dict[Place, frozenset[int]]:
    """One query, none for no places."""
    asked = Q(pk=None)
    for monday in weeks.mondays:
        areas = [area_id for day, area_id in places if day == monday]
        if areas:
            inside = Q(area__in=[pk for pk in areas if pk is not None])
            asked |= Q(monday=monday) & (inside | Q(area=None) if None in areas else inside)
    found: dict[Place, set[int]] = defaultdict(set)
    rows = sums_of_all(weeks).filter(asked).exclude(person__in=not_always_experts(kept.changed))
    facts = rows.values_list("monday", "area", "person").distinct()
    changed = [
        (c.monday, c.area_id, c.person_id) for c in kept.cells if (c.monday, c.area_id) in places
    ]
    for monday, area_id, person_id in (*facts, *changed):
        if person_id not in known[monday]:
            found[monday, area_id].add(person_id)
    return {place: frozenset(people) for place, people in found.items()}
