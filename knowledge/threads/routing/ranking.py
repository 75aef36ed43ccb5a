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

from dataclasses import dataclass
from datetime import timedelta
from math import log2
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

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

_PRECISION: Final = 9
_SECONDS: Final = HALF_LIFE.total_seconds()

Key = tuple[float, int, float, int]
"""Sorts the best first."""


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
        return float(self.level * (1.0 if self.is_confirmed else DECLARED) * ABOVE**self.steps)


def decayed(age: timedelta) -> float:
    """What an accepted answer of this age still counts, 1 for one of now."""
    return float(0.5 ** (max(0.0, age.total_seconds()) / _SECONDS))


def score(candidate: Candidate, share: float) -> float:
    """The formula above; `share` of the week's time that is left, 0 to 1."""
    recent = 1.0 + log2(1.0 + candidate.accepted)
    worth = candidate.knowledge * recent * max(LEAST_SHARE, share)
    return round(worth - LOAD_COST * candidate.load, _PRECISION)


def key(candidate: Candidate, share: float = 1.0) -> Key:
    """Its place among others; with the whole share the best that it could be."""
    return (-score(candidate, share), candidate.load, candidate.last_asked, candidate.person_id)


def in_line(candidates: Iterable[Candidate], shares: dict[int, float]) -> list[Candidate]:
    """Best first, whatever order they come in."""
    return sorted(candidates, key=lambda found: key(found, shares[found.person_id]))


def strongest(candidates: Iterable[Candidate]) -> dict[int, Candidate]:
    """One for each person: where they know most, the nearer and then the older area among equals."""
    best: dict[int, Candidate] = {}
    for found in candidates:
        known = best.get(found.person_id)
        if known is None or _stronger(found, known):
            best[found.person_id] = found
    return best


def _stronger(one: Candidate, other: Candidate) -> bool:
    return (-one.knowledge, one.steps, one.area_id) < (-other.knowledge, other.steps, other.area_id)
