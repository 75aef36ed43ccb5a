"""The sums of weeks that are kept: written with each entry that counts, compared with all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Sum

from knowledge.contributions.models import Entry, WeekSum
from knowledge.contributions.periods import monday_of

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


@dataclass(frozen=True, slots=True)
class Difference:
    """A week whose kept sum is not that of its entries."""

    person_id: int
    monday: date
    kind: str
    area_id: int | None
    kept: int
    entries: int


def sums_of_entries() -> dict[Cell, int]:
    """What the sums must be, from the entries that count; cells of zero are left out."""
    sums: Counter[Cell] = Counter()
    rows = Entry.objects.counted().order_by().values("person", "day", "kind", "area")
    for row in rows.annotate(total=Sum("minutes")).iterator(chunk_size=5_000):
        cell = (row["person"], monday_of(row["day"]), row["kind"], row["area"])
        sums[cell] += row["total"]
    return _without_zero(sums)


def kept_sums() -> dict[Cell, int]:
    """What the sums are; cells of zero are left out."""
    rows = WeekSum.objects.order_by().values_list("person", "monday", "kind", "area", "minutes")
    return _without_zero(
        {
            (person, monday, kind, area): minutes
            for person, monday, kind, area, minutes in rows.iterator()
        }
    )


def differences() -> list[Difference]:
    """Where they are not the same; empty unless somebody wrote around the actions."""
    kept, entries = kept_sums(), sums_of_entries()
    cells: Iterable[Cell] = kept.keys() | entries.keys()
    return [
        Difference(*cell, kept=kept.get(cell, 0), entries=entries.get(cell, 0))
        for cell in sorted(cells, key=lambda cell: (cell[0], cell[1], cell[2], cell[3] or 0))
        if kept.get(cell, 0) != entries.get(cell, 0)
    ]


def _without_zero(sums: Mapping[Cell, int]) -> dict[Cell, int]:
    return {cell: minutes for cell, minutes in sums.items() if minutes}
