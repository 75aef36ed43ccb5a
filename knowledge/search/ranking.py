"""What moves a document a little up or down, beside its words. Mild, bounded, and said in words.

A score is multiplied by one factor for each of: confidence, how long ago it was verified, how much
it was used lately, its language, and focus: whether one passage answers, or several touch upon it
alike. None of them can lift a document that answers badly above one that answers well: all together
they reach from 0.61 to 1.08.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from knowledge.search import analysis
from knowledge.search.schema import CONFIDENCES, Standing, day_number

CONFIDENCE_FACTORS: Final = {
    "validated": 1.0,
    "not_validated": 0.97,
    "work_in_progress": 0.93,
    "archived": 0.9,
}
FRESH_DAYS: Final = 180
OLD_DAYS: Final = 900
OLDEST_FACTOR: Final = 0.95
MOST_FOR_USE: Final = 0.08
USE_STEP: Final = 0.02
"""For each doubling of the uses that still count, up to MOST_FOR_USE."""

OTHER_LANGUAGE_FACTOR: Final = 0.8
"""For a language that the person does not read."""

NOT_ASKED_IN_FACTOR: Final = 0.95
"""For a language that they read, when they asked in another."""

FOCUS_SHARE: Final = 0.05
"""Measured: +0.011 nDCG@10 on long documents, 0 on short ones."""

_STANDINGS: Final = 4_096


@dataclass(frozen=True, slots=True)
class Taste:
    """For whom and when it is ranked. No languages: all are read alike.

    `asked_in` is the language of the question, "" where its words don't tell.
    """

    today: date
    languages: frozenset[str] = frozenset()
    asked_in: str = ""

    @classmethod
    def of(cls, languages: Collection[str], today: date, asked_in: str = "") -> Taste:
        return cls(today, frozenset(languages) & frozenset(analysis.LANGUAGES), asked_in)


@dataclass(frozen=True, slots=True)
class Factors:
    """What a score is multiplied by; each 1.0 where it changes nothing."""

    confidence: float = 1.0
    age: float = 1.0
    use: float = 1.0
    language: float = 1.0
    focus: float = 1.0

    @property
    def product(self) -> float:
        return self.confidence * self.age * self.use * self.language * self.focus

    def with_focus(self, focus: float) -> Factors:
        """The same document's, its passages looked at."""
        return Factors(self.confidence, self.age, self.use, self.language, focus)


def factors(standing: Standing, taste: Taste) -> Factors:
    """Of one document for one person."""
    code = CONFIDENCES[standing.confidence - 1] if standing.confidence else ""
    spoken = analysis.LANGUAGES[standing.language - 1] if standing.language else ""
    return Factors(
        confidence=CONFIDENCE_FACTORS.get(code, 1.0),
        age=_age_factor(standing.verified, day_number(taste.today)),
        use=1.0 + min(MOST_FOR_USE, USE_STEP * standing.uses / 8),
        language=_language_factor(spoken, taste),
    )


@lru_cache(maxsize=_STANDINGS)
def factors_of(standing: int, taste: Taste) -> Factors:
    """The same of what the index keeps; the best of each search have their own, alike again and again."""
    return factors(Standing.unpacked(standing), taste)


def focus_factor(best: float, next_two: float) -> float:
    """Lower when a document's next two passages score nearly as much as its best; 0.9 at least."""
    return 1.0 - FOCUS_SHARE * min(2.0, next_two / best) if best > 0 else 1.0


def _language_factor(spoken: str, taste: Taste) -> float:
    if not spoken:
        return 1.0
    if taste.languages and spoken not in taste.languages:
        return OTHER_LANGUAGE_FACTOR
    return NOT_ASKED_IN_FACTOR if taste.asked_in and spoken != taste.asked_in else 1.0


def _age_factor(verified: int, today: int) -> float:
    """1 until FRESH_DAYS, then falling evenly to OLDEST_FACTOR at OLD_DAYS; 1 where nothing is known."""
    if not verified:
        return 1.0
    stale = min(1.0, max(0.0, (today - verified - FRESH_DAYS) / (OLD_DAYS - FRESH_DAYS)))
    return 1.0 - stale * (1.0 - OLDEST_FACTOR)
