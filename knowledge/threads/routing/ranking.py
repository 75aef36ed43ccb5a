"""Who is asked first. Pure.

    score = L × A × B − c × R

- L, level: 1 knows it, 2 masters it, 3 is the reference; × DECLARED while no lead has confirmed it,
  × ABOVE for each step by which it is known higher in the tree than where the question is.
- A, recent accepted answers: 1 + log2(1 + a), where a = Σ 0.5^(age / HALF_LIFE) over the accepted answers in
  the area and below. 1 is the smoothing: none does not mean zero, and each doubling counts as much as the one
  before, so that nobody is asked for ever because they were asked before.
- B, share of this week's time for sharing that is left, from LEAST_SHARE (a customer waiting now is put
  before people without any) to 1.
- R, recent load: offers and claims of the last LOAD_DAYS; c = LOAD_COST.

Source: features.md §4.5 (“rank = expertise × recency × budget left, minus recent load”). Exponential decay is
that of an exponentially weighted sum, log2(1 + a) the damping of term counts in information retrieval
(Manning, Raghavan, Schütze, Introduction to Information Retrieval, 2008, §6.4.1).

Ties go to the smaller load, then to who was not asked for longest, then to the smaller id. The score does not
depend on who else is there, so neither does the order of two people.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from math import log2
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DECLARED: Final = 0.6
ABOVE: Final = 0.8
HALF_LIFE: Final = timedelta(days=60)
OLDEST: Final = 6 * HALF_LIFE
"""An accepted answer older than this would count less than 2 %: it is not looked up."""
LEAST_SHARE: Final = 0.1
LOAD_DAYS: Final = timedelta(days=7)
LOAD_COST: Final = 0.5
ASKED_DAYS: Final = timedelta(days=28)
"""How far back “not asked for longest” looks; not asked since then is longest."""

LEVEL_STEP: Final = 2
AREA_STEP: Final = 8
"""Of `shape_of`: there are three levels, and either a lead confirmed it or not."""

_NO_ANSWERS: Final = (0.0, 0)
_PRECISION: Final = 9
_SECONDS: Final = HALF_LIFE.total_seconds()

Key = tuple[float, int, float, int]
"""Sorts the best first."""

Known = tuple[float, int, int, int, bool]
"""What somebody knows best: -L of the formula, steps, area, level, whether it is confirmed."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who knows an area of the question, and what speaks for them.

    `steps` is how far above the question's area they know it; `accepted` the decayed sum of `answers`
    accepted ones; `load` offers and claims of the last days; `last_asked` in seconds since 1970, 0 for not
    lately.
    """

    person_id: int
    area_id: int
    level: int
    is_confirmed: bool
    steps: int = 0
    accepted: float = 0.0
    answers: int = 0
    load: int = 0
    last_asked: float = 0.0

    @property
    def knowledge(self) -> float:
        """L of the formula."""
        return knowledge_of(self.level, self.steps, is_confirmed=self.is_confirmed)


def decayed(seconds: float) -> float:
    """What an accepted answer of this age still counts, 1 for one of now."""
    return float(0.5 ** (seconds / _SECONDS)) if seconds > 0 else 1.0


def recent(rows: Iterable[tuple[int, int]], now: float) -> dict[int, tuple[float, int]]:
    """By author: the decayed sum and the number of answers, of rows (author, accepted in seconds since
    1970).
    """
    found: dict[int, tuple[float, int]] = {}
    for author_id, accepted in rows:
        if author_id in found:
            total, count = found[author_id]
            found[author_id] = total + decayed(now - accepted), count + 1
        else:
            found[author_id] = decayed(now - accepted), 1
    return found


def score(candidate: Candidate, share: float) -> float:
    """The formula above; `share` of the week's time that is left, 0 to 1."""
    return _score(candidate.knowledge, candidate.accepted, max(LEAST_SHARE, share), candidate.load)


def _score(knowledge: float, accepted: float, share: float, load: int) -> float:
    worth = knowledge * (1.0 + log2(1.0 + accepted)) * share
    return round(worth - LOAD_COST * load, _PRECISION)


def key(candidate: Candidate, share: float = 1.0) -> Key:
    """Its place among others; with the whole share the best that it could be."""
    return (-score(candidate, share), candidate.load, candidate.last_asked, candidate.person_id)


def in_line(candidates: Iterable[Candidate], shares: dict[int, float]) -> list[Candidate]:
    """Best first, whatever order they come in."""
    return sorted(candidates, key=lambda found: key(found, shares[found.person_id]))


def knowledge_of(level: int, steps: int, *, is_confirmed: bool) -> float:
    """L of the formula."""
    return float(level * (1.0 if is_confirmed else DECLARED) * ABOVE**steps)


@dataclass(frozen=True, slots=True)
class Field:
    """Everybody who knows an area of the question, kept so that thousands cost little.

    `known`: by person, where they know most (`strongest`). `answers`: by person, the decayed sum and the
    number of accepted ones; `load` and `asked` as in Candidate. Who is in none of these is not in them.
    """

    known: Mapping[int, Known]
    answers: Mapping[int, tuple[float, int]]
    load: Mapping[int, int]
    asked: Mapping[int, float]

    def candidate(self, person_id: int) -> Candidate:
        _worth, steps, area_id, level, is_confirmed = self.known[person_id]
        return Candidate(
            person_id,
            area_id,
            level,
            is_confirmed,
            steps,
            *self.answers.get(person_id, _NO_ANSWERS),
            self.load.get(person_id, 0),
            self.asked.get(person_id, 0.0),
        )

    def best_keys(self) -> list[Key]:
        """The best key that each could have, in no order; the person is the last of its parts.

        Most were neither asked nor accepted lately: theirs depends on what they know alone.
        """
        answers, known = self.answers, self.known
        asked = self.load.keys() | self.asked.keys()
        kinds = set(known.values())
        plain = {kind: -_score(-kind[0], 0.0, 1.0, 0) for kind in kinds}
        return [
            self._best_key(person_id, -kind[0])
            if person_id in asked
            else (
                -_score(-kind[0], answers[person_id][0], 1.0, 0)
                if person_id in answers
                else plain[kind],
                0,
                0.0,
                person_id,
            )
            for person_id, kind in known.items()
        ]

    def _best_key(self, person_id: int, knowledge: float) -> Key:
        accepted, _count = self.answers.get(person_id, _NO_ANSWERS)
        load = self.load.get(person_id, 0)
        best = -_score(knowledge, accepted, 1.0, load)
        return (best, load, self.asked.get(person_id, 0.0), person_id)


def shape_of(area_id: int, level: int, *, is_confirmed: bool) -> int:
    """What somebody knows as one number, because thousands of rows have few of them."""
    return area_id * AREA_STEP + level * LEVEL_STEP + is_confirmed


def strongest(rows: Iterable[tuple[int, int]], steps: Mapping[int, int]) -> dict[int, Known]:
    """By person where they know most, of rows (person, shape): the nearer area and then the smaller number
    among equals. `steps` says how far above the question each area is.
    """
    alike: dict[int, list[int]] = defaultdict(list)
    for person_id, shape in rows:
        alike[shape].append(person_id)
    known = {_known(shape, steps): people for shape, people in alike.items()}
    best: dict[int, Known] = {}
    for one in sorted(known, reverse=True):
        best.update(dict.fromkeys(known[one], one))
    return best


def _known(shape: int, steps: Mapping[int, int]) -> Known:
    area_id, rest = divmod(shape, AREA_STEP)
    level, confirmed = divmod(rest, LEVEL_STEP)
    worth = knowledge_of(level, steps[area_id], is_confirmed=bool(confirmed))
    return (-worth, steps[area_id], area_id, level, bool(confirmed))
