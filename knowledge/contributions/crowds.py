"""Which sums may be told without telling of a few people. Pure.

The rule. Time is cut in ISO weeks. In each, what is told is a set of sums of *parts*: stretches of
people, or of areas, that don't overlap, each with at least GROUP people whose minutes the viewer does
not know (their own, and those of whom they see the figures). All that anybody reads of a longer
period, a team with others in it, or all areas together is a sum of whole parts of whole weeks. So
whatever is added, subtracted, filtered or read for two dates, what comes out is a combination of whole
parts, and none of them is about fewer than GROUP people.

People count where they can be in the sum: of a team or the company those who could work that week or
gave minutes in it, of an area those who gave minutes to it.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

GROUP: Final = 5

Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class _Part:
    """People who are in exactly the same told groups; `present` of them count."""

    members: int = 0
    present: int = 0


def tellable(
    groups: Iterable[tuple[Key, Collection[int]]],
    *,
    present: Collection[int],
    known: Collection[int] = (),
    least: int = GROUP,
) -> frozenset[Key]:
    """The keys of the groups of people whose sums may be told side by side, the first come first.

    The told groups cut people into parts: those who are in exactly the same of them. A group is told
    only while every part keeps `least` who were `present`, besides the `known`.
    """
    part_of: dict[int, int] = {}
    parts: list[_Part] = []
    told: set[Key] = set()
    for key, members in groups:
        people = [pk for pk in members if pk not in known]
        pieces = _pieces(people, present, part_of)
        cuts = {part for part, piece in pieces.items() if _cuts(piece, part, parts)}
        left = [parts[part].present - pieces[part].present for part in cuts if part is not None]
        counts = [pieces[part].present for part in cuts] + left
        if (
            sum(piece.present for piece in pieces.values()) < least
            or min(counts, default=least) < least
        ):
            continue
        told.add(key)
        _split(people, cuts, pieces, part_of, parts)
    return frozenset(told)


def _pieces(
    people: Iterable[int], present: Collection[int], part_of: Mapping[int, int]
) -> dict[int | None, _Part]:
    """What a group has of each part; None are those who were in no group before."""
    found: dict[int | None, _Part] = {}
    for pk in people:
        piece = found.setdefault(part_of.get(pk), _Part())
        piece.members += 1
        piece.present += pk in present
    return found


def _cuts(piece: _Part, part: int | None, parts: list[_Part]) -> bool:
    return part is None or piece.members < parts[part].members


def _split(
    people: Iterable[int],
    cuts: Collection[int | None],
    pieces: Mapping[int | None, _Part],
    part_of: dict[int, int],
    parts: list[_Part],
) -> None:
    """The pieces leave the parts that they were cut from."""
    fresh: dict[int | None, int] = {}
    for part in cuts:
        fresh[part] = len(parts)
        parts.append(pieces[part])
        if part is not None:
            parts[part].members -= pieces[part].members
            parts[part].present -= pieces[part].present
    for pk in people:
        old = part_of.get(pk)
        if old in fresh:
            part_of[pk] = fresh[old]


@dataclass(slots=True)
class Gathered:
    """Minutes of one area in a week. `people` are those besides the known whom it is about; `many`
    says that they are enough, and then they are not named.
    """

    minutes: int = 0
    people: frozenset[int] = frozenset()
    many: bool = False

    def is_enough(self, least: int) -> bool:
        """Enough people, or nothing at all."""
        return self.many or len(self.people) >= least or not self.minutes

    def add(self, other: Gathered) -> None:
        self.minutes += other.minutes
        self.people |= other.people
        self.many = self.many or other.many


def parts_by_area(
    gathered: Mapping[int | None, Gathered],
    *,
    lineages: Mapping[int, tuple[int, ...]],
    least: int = GROUP,
) -> dict[int | None, int]:
    """Minutes of one week by area, in parts that may be told; None is all the rest.

    What too few gave to an area goes to the one above it, what too few gave to all of a tree to the
    rest, and while the rest is about too few the part with the fewest minutes joins it. `lineages`
    name the areas from the root down to each, itself included; what is missing there is of the rest.
    The sum is always that of what was given; nothing is told when all of it is about too few.
    """
    rest = Gathered()
    cells: dict[int, Gathered] = {}
    for area_id, found in gathered.items():
        into = rest
        if area_id is not None and area_id in lineages:
            into = cells.setdefault(area_id, Gathered())
        into.add(found)
    for depth in range(max(map(len, lineages.values()), default=0), 0, -1):
        few = [
            pk
            for pk, cell in cells.items()
            if len(lineages[pk]) == depth and not cell.is_enough(least)
        ]
        for area_id in few:
            above = lineages[area_id][:-1]
            found = cells.pop(area_id)
            (cells.setdefault(above[-1], Gathered()) if above else rest).add(found)
    while not rest.is_enough(least) and cells:
        rest.add(cells.pop(min(cells, key=lambda pk: (cells[pk].minutes, pk))))
    if not rest.is_enough(least):
        return {}
    told: dict[int | None, int] = {pk: cell.minutes for pk, cell in cells.items()}
    return told | ({None: rest.minutes} if rest.minutes else {})
