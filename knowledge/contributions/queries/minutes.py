"""Confirmed minutes as they are kept, by person and week, and what they are sums of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from operator import mul
from typing import TYPE_CHECKING, Any, Final

from django.db.models import AutoField, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from accounts.expert_days import Spans
from accounts.many import named
from accounts.permissions import hidden_area_ids
from knowledge.areas.models import Area
from knowledge.contributions.models import Entry, Kind, WeekSum
from knowledge.contributions.periods import Weeks, monday_of

if TYPE_CHECKING:
    from accounts.models import User

AS_IT_IS: Final = AutoField()
"""Of a sum: whole numbers as the database gives them. Those of an IntegerField each go through a
function of Django's, which of thousands takes as long as reading them.
"""
Given = Sequence[int]
"""Minutes of each of the weeks that were read."""
MOST_NAMED: Final = 2_000
"""Of more people than that all rows are read: binding thousands of ids costs more."""


@dataclass(frozen=True, slots=True)
class KindSum:
    kind: Kind
    minutes: int


@dataclass(frozen=True, slots=True)
class AreaSum:
    """`area` is None for what has no area, or one that is closed to the viewer: shown as “other”."""

    area: Area | None
    minutes: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What a manager's way down ends at: minutes of a week, on a kind, in an area."""

    person_id: int
    monday: date
    kind: str
    area_id: int | None
    minutes: int


def week_sums(person_ids: Collection[int], weeks: Weeks) -> QuerySet[WeekSum]:
    """The kept sums of these people in these weeks; of very many, those of everybody."""
    rows = WeekSum.objects.order_by().filter(monday__range=(weeks.first, weeks.last))
    return rows.filter(person__in=named(person_ids)) if len(person_ids) <= MOST_NAMED else rows


def cells_of(person_ids: Collection[int], weeks: Weeks) -> list[Cell]:
    """Every cell of these people; one query."""
    rows = week_sums(person_ids, weeks)
    facts = rows.values_list("person", "monday", "kind", "area", "minutes")
    return [Cell(*row) for row in facts if row[0] in person_ids]


def cells_in_spans(spans: Mapping[int, Spans], weeks: Weeks) -> list[Cell]:
    """Cells of people who count on some days only; from the entries, day by day. One query."""
    if not spans:
        return []
    entries = Entry.objects.counted().order_by().filter(day__range=(weeks.first, weeks.last))
    if len(spans) <= MOST_NAMED:
        entries = entries.filter(person__in=named(spans))
    sums: dict[tuple[int, date, str, int | None], int] = defaultdict(int)
    facts = entries.values_list("person", "day", "kind", "area", "minutes")
    for person_id, day, kind, area_id, minutes in facts:
        if any(first <= day <= last for first, last in spans.get(person_id, ())):
            sums[person_id, monday_of(day), kind, area_id] += minutes
    return [Cell(*key, minutes) for key, minutes in sums.items()]


def minutes_by_day(person_ids: Collection[int], weeks: Weeks) -> dict[int, list[tuple[date, int]]]:
    """Days with their confirmed minutes, by person; one query, none for nobody."""
    found: dict[int, list[tuple[date, int]]] = defaultdict(list)
    if not person_ids:
        return found
    entries = Entry.objects.counted().order_by().filter(day__range=(weeks.first, weeks.last))
    if len(person_ids) <= MOST_NAMED:
        entries = entries.filter(person__in=named(person_ids))
    for person_id, day, minutes in entries.values_list("person", "day", "minutes"):
        found[person_id].append((day, minutes))
    return found


def by_week(cells: Iterable[Cell]) -> dict[int, dict[date, int]]:
    """Minutes by person and Monday."""
    found: dict[int, dict[date, int]] = defaultdict(dict)
    for cell in cells:
        hers = found[cell.person_id]
        hers[cell.monday] = hers.get(cell.monday, 0) + cell.minutes
    return found


def by_person_and_week(
    person_ids: Collection[int], weeks: Weeks, *, area_ids: Collection[int] | None = None
) -> dict[int, list[int]]:
    """Minutes of each of these weeks, in these areas or in all, of whoever gave any; added up by the
    database.
    """
    rows = week_sums(person_ids, weeks)
    if area_ids is not None:
        rows = rows.filter(area__in=area_ids)
    sums = rows.values("person", "monday").annotate(
        day=_Written("monday", TextField()), total=Sum("minutes", output_field=AS_IT_IS)
    )
    places = {monday.isoformat(): place for place, monday in enumerate(weeks.mondays)}
    found: dict[int, list[int]] = defaultdict(partial(mul, [0], weeks.count))
    for person_id, day, minutes in sums.values_list("person", "day", "total"):
        found[person_id][places[day]] = minutes
    return found


class _Written(Cast):
    """A column that rows are grouped by, as text: grouped by as it is, which an index answers."""

    def get_group_by_cols(self) -> list[Any]:
        return []


def kind_sums(minutes: Mapping[str, int]) -> tuple[KindSum, ...]:
    """The largest first; kinds without minutes are left out."""
    order = {kind: place for place, kind in enumerate(Kind)}
    found = [KindSum(Kind(kind), total) for kind, total in minutes.items() if total]
    return tuple(sorted(found, key=lambda each: (-each.minutes, order[each.kind])))


def area_sums(minutes: Mapping[int | None, int], viewer: User) -> tuple[AreaSum, ...]:
    """The largest first, “other” last; at most two queries."""
    hidden = hidden_area_ids(viewer)
    told = {pk: total for pk, total in minutes.items() if pk and pk not in hidden and total}
    areas = Area.objects.in_bulk(told.keys()) if told else {}
    found = [AreaSum(areas[pk], total) for pk, total in told.items()]
    found.sort(key=lambda each: (-each.minutes, each.area.tree_order if each.area else 0))
    rest = sum(minutes.values()) - sum(told.values())
    return (*found, AreaSum(None, rest)) if rest else tuple(found)


def minutes_by_kind(cells: Iterable[Cell]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for cell in cells:
        found[cell.kind] += cell.minutes
    return found


def minutes_by_area(cells: Iterable[Cell]) -> dict[int | None, int]:
    found: dict[int | None, int] = defaultdict(int)
    for cell in cells:
        found[cell.area_id] += cell.minutes
    return found
