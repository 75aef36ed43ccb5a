"""The sums of weeks that are kept: written with each entry that counts, compared with all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import F, Sum

from accounts.models import User
from knowledge.contributions.models import Entry, WeekSum
from knowledge.contributions.periods import monday_of

PEOPLE_AT_ONCE: Final = 200
AT_ONCE: Final = 500

Cell = tuple[int, date, str, int | None]
"""Person, Monday, kind, area."""


def add_minutes(*, person_id: int, day: date, kind: str, area_id: int | None, minutes: int) -> None:
    """Add to the week of this day, or take from it; in the caller's transaction.

    The caller holds the person's row, so that of two that add at once none is lost.
    """
    cell = {"person_id": person_id, "monday": monday_of(day), "kind": kind, "area_id": area_id}
    rows = WeekSum.objects.filter(**cell)
    if not rows.update(minutes=F("minutes") + minutes):
        WeekSum.objects.create(**cell, minutes=minutes)
    elif minutes < 0:
        rows.filter(minutes=0).delete()


def add_cells(minutes: Mapping[Cell, int]) -> None:
    """The same for many weeks of one person, in two statements where nothing was kept before; in the
    caller's transaction, which holds that person's row.
    """
    rows = WeekSum.objects.order_by().filter(person__in={cell[0] for cell in minutes})
    known = set(rows.values_list("person", "monday", "kind", "area"))
    new = [(cell, added) for cell, added in minutes.items() if cell not in known]
    WeekSum.objects.bulk_create(
        [
            WeekSum(person_id=person, monday=monday, kind=kind, area_id=area, minutes=added)
            for (person, monday, kind, area), added in new
        ],
        batch_size=AT_ONCE,
    )
    for cell in minutes.keys() & known:
        person, monday, kind, area = cell
        add_minutes(person_id=person, day=monday, kind=kind, area_id=area, minutes=minutes[cell])


@dataclass(frozen=True, slots=True)
class Difference:
    """A week whose kept sum is not that of its entries."""

    person_id: int
    monday: date
    kind: str
    area_id: int | None
    kept: int
    entries: int


def sums_of_entries(person_ids: Collection[int]) -> dict[Cell, int]:
    """What the sums of these people must be, from the entries that count; without those of zero."""
    sums: Counter[Cell] = Counter()
    rows = Entry.objects.counted().filter(person__in=person_ids).order_by()
    days = rows.values_list("person", "day", "kind", "area").annotate(total=Sum("minutes"))
    for person, day, kind, area, total in days.iterator(chunk_size=5_000):
        sums[person, monday_of(day), kind, area] += total
    return _without_zero(sums)


def kept_sums(person_ids: Collection[int] | None = None) -> dict[Cell, int]:
    """What the sums of these people, or of all, are; without those of zero."""
    rows = WeekSum.objects.order_by()
    if person_ids is not None:
        rows = rows.filter(person__in=person_ids)
    cells = rows.values_list("person", "monday", "kind", "area", "minutes")
    return _without_zero(
        {
            (person, monday, kind, area): minutes
            for person, monday, kind, area, minutes in cells.iterator(chunk_size=5_000)
        }
    )


def differences() -> list[Difference]:
    """Where they are not the same; empty unless somebody wrote around the actions.

    Some people after the other, so that it takes little memory however many entries there are.
    """
    everybody = list(User.objects.order_by("pk").values_list("pk", flat=True))
    found: list[Difference] = []
    for start in range(0, len(everybody), PEOPLE_AT_ONCE):
        some = everybody[start : start + PEOPLE_AT_ONCE]
        kept, entries = kept_sums(some), sums_of_entries(some)
        found += [
            Difference(*cell, kept=kept.get(cell, 0), entries=entries.get(cell, 0))
            for cell in sorted(kept.keys() | entries.keys(), key=str)
            if kept.get(cell, 0) != entries.get(cell, 0)
        ]
    return found


def _without_zero(sums: Mapping[Cell, int]) -> dict[Cell, int]:
    return {cell: minutes for cell, minutes in sums.items() if minutes}
