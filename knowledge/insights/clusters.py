"""Searches of a period gathered by meaning, with words only where enough people share them.

Pure: it is handed searches and counts of days, and asks nobody. The rules are in the package's
docstring.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from knowledge.search.clusters import Stems, gather, stems_in, telling_words
from knowledge.search.failures import Counts, Search

SHARED_BY: Final = 3
"""Different people, the viewer not counted, without whom no words are shown."""

Reading = Callable[[tuple[str, ...]], tuple[str, ...]]
"""Folded words as the synonyms read them."""

_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """Searches that mean the same, by their commonest wording.

    `people` searched so, `affected` of them in vain; with `at_least` they may be more, because of
    forgotten days only each day's number is known. `before` counts the period before; None where
    too few searched so then to say. `day` is the last one on which somebody did.
    """

    name: str
    as_typed: bool
    keys: tuple[Stems, ...]
    counts: Counts
    people: int
    affected: int
    at_least: bool
    before: Counts | None
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """What too few people share to show its words, in one sum."""

    counts: Counts
    clusters: int
    people: int


@dataclass(slots=True)
class Wording:
    """One set of stems, while the people are known. `floor` is the most people of one day of which
    only counts are kept, and then `words` are what that day kept.
    """

    stems: Stems
    counts: Counts = field(default_factory=Counts)
    before: Counts = field(default_factory=Counts)
    people: set[int] = field(default_factory=set)
    affected: set[int] = field(default_factory=set)
    people_before: set[int] = field(default_factory=set)
    typed: dict[str, set[int]] = field(default_factory=dict)
    floor: int = 0
    floor_before: int = 0
    day: date = date.min

    def add(self, search: Search, words: str, day: date) -> None:
        """`words` are the search's own, without filters."""
        self.counts.add(search)
        self.people.add(search.person_id)
        self.typed.setdefault(words, set()).add(search.person_id)
        self.day = max(self.day, day)
        if search.is_failed:
            self.affected.add(search.person_id)

    def add_before(self, search: Search) -> None:
        self.before.add(search)
        self.people_before.add(search.person_id)

    def add_day(self, counts: Counts, *, people: int, words: str, day: date) -> None:
        """A day of which only counts are left."""
        self.counts += counts
        self.floor = max(self.floor, people)
        self.day = max(self.day, day)
        if words:
            self.typed.setdefault(words, set())

    def add_day_before(self, counts: Counts, *, people: int) -> None:
        self.before += counts
        self.floor_before = max(self.floor_before, people)

    def is_shared(self, viewer: int) -> bool:
        return max(len(self.people - {viewer}), self.floor) >= SHARED_BY


def clusters_of(
    wordings: Iterable[Wording], *, viewer: int, reading: Reading | None = None
) -> tuple[list[Cluster], Rest]:
    """Those with words to show, the commonest first, and the sum of the others."""
    known = {wording.stems: wording for wording in wordings if wording.counts.searches}
    read = _reader(known, reading)
    leads = gather({stems: w.counts.searches for stems, w in known.items()}, read)
    groups: dict[Stems, list[Wording]] = {}
    for stems, lead in leads.items():
        groups.setdefault(lead, []).append(known[stems])
    shown: list[Cluster] = []
    rest, rest_people, hidden = Counts(), set[int](), 0
    for group in groups.values():
        group.sort(key=lambda wording: (-wording.counts.searches, wording.stems))
        cluster = _cluster(group, viewer)
        if cluster is not None:
            shown.append(cluster)
            continue
        hidden += 1
        for wording in group:
            rest += wording.counts
            rest_people |= wording.people
    shown.sort(key=lambda cluster: (-cluster.counts.searches, cluster.name))
    return shown, Rest(counts=rest, clusters=hidden, people=len(rest_people))


def _reader(known: dict[Stems, Wording], reading: Reading | None) -> Callable[[Stems], Stems]:
    """Synonyms are of words in their order, so they are read in a wording and not in its stems."""

    def read(stems: Stems) -> Stems:
        if reading is None:
            return stems
        words = telling_words(min(known[stems].typed, default=" ".join(stems)))
        return stems_in(reading(tuple(words))) or stems

    return read


def _cluster(group: Sequence[Wording], viewer: int) -> Cluster | None:
    """None when its words must not be shown, or there are none."""
    others = _union(group, "people") - {viewer}
    floor = max(wording.floor for wording in group)
    if max(len(others), floor) < SHARED_BY:
        return None
    name, as_typed = _name(group, viewer)
    if not name:
        return None
    people, affected = _union(group, "people"), _union(group, "affected")
    return Cluster(
        name=name[:_LONGEST_NAME],
        as_typed=as_typed,
        keys=tuple(wording.stems for wording in group),
        counts=sum((wording.counts for wording in group), Counts()),
        people=max(len(people), floor),
        affected=len(affected),
        at_least=floor > 0,
        before=_before(group, viewer),
        day=max(wording.day for wording in group),
    )


def _union(group: Iterable[Wording], name: str) -> set[int]:
    return set[int]().union(*(getattr(wording, name) for wording in group))


def _before(group: Sequence[Wording], viewer: int) -> Counts | None:
    """A sum over one or two people is not told; that nobody searched so, is."""
    counts = sum((wording.before for wording in group), Counts())
    people = len(_union(group, "people_before") - {viewer})
    enough = max(people, *(wording.floor_before for wording in group)) >= SHARED_BY
    return counts if enough or not counts.searches else None


def _name(group: Sequence[Wording], viewer: int) -> tuple[str, bool]:
    """The commonest wording of shared stems, and True; else the shared words, and False.

    Wordings of the same stems differ in small words, order and endings only.
    """
    shared = next((wording for wording in group if wording.is_shared(viewer)), None)
    if shared is not None and shared.typed:
        typed = shared.typed
        return min(typed, key=lambda words: (-len(typed[words]), len(words), words)), True
    users: dict[str, set[int]] = {}
    for wording in group:
        for words, people in wording.typed.items():
            for word in telling_words(words):
                users.setdefault(word, set()).update(people - {viewer})
    counted = Counter({word: len(people) for word, people in users.items()})
    enough = [word for word, people in counted.items() if people >= SHARED_BY]
    return " ".join(sorted(enough, key=lambda word: (-counted[word], word))), False
