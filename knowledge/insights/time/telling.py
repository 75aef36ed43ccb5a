"""Which sums over groups that overlap may be shown side by side without telling of a few people. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def tellable(
    groups: Iterable[tuple[Key, Collection[int]]], *, least: int, viewer: int | None = None
) -> frozenset[Key]:
    """The keys of the groups whose sums may be shown, the first come first.

    The shown groups cut people into atoms: those who are in exactly the same shown groups. Whatever
    is added up or subtracted of the sums is a combination of sums of whole atoms; so a group is shown
    only while every atom keeps `least` people. The viewer knows their own part: they count in none.
    """
    atom_of: dict[int, int] = {}
    sizes: list[int] = []
    shown: set[Key] = set()
    for key, members in groups:
        people = {pk for pk in members if pk != viewer}
        inside = Counter(atom_of[pk] for pk in people if pk in atom_of)
        new = [pk for pk in people if pk not in atom_of]
        cuts = {atom: n for atom, n in inside.items() if n < sizes[atom]}
        pieces = [len(new)] if new else []
        pieces += [part for atom, n in cuts.items() for part in (n, sizes[atom] - n)]
        if len(people) < least or any(part < least for part in pieces):
            continue
        shown.add(key)
        _split(atom_of, sizes, people, cuts)
    return frozenset(shown)


def _split(
    atom_of: dict[int, int], sizes: list[int], people: Iterable[int], cuts: dict[int, int]
) -> None:
    """The members of a group leave the atoms that it cuts, and who was in none become one."""
    fresh: dict[int | None, int] = {}
    for pk in people:
        old = atom_of.get(pk)
        if old is not None and old not in cuts:
            continue
        if old not in fresh:
            fresh[old] = len(sizes)
            sizes.append(0)
        if old is not None:
            sizes[old] -= 1
        atom_of[pk] = fresh[old]
        sizes[fresh[old]] += 1
