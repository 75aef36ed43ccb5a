"""What moves a document a little up or down, beside its words. Mild, bounded, and said in words.

A score is multiplied by one factor for each of: confidence, how long ago it was verified, how much
it was used lately, and whether the person reads its language. None of them can lift a document that
answers badly above one that answers well: all together they reach from 0.68 to 1.08.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, slots=True)
class Taste:
    """For whom and when it is ranked. No languages: all are read alike."""

    today: date
    languages: frozenset[str] = frozenset()

    @classmethod
    def of(cls, languages: Collection[str], today: date) -> Taste:
        return cls(today, frozenset(languages) & frozenset(analysis.LANGUAGES))


@dataclass(frozen=True, slots=True)
class Factors:
    """What a score is multiplied by; each 1.0 where it changes nothing."""

    confidence: float = 1.0
    age: float = 1.0
    use: float = 1.0
    language: float = 1.0

    @property
    def product(self) -> float:
        return self.confidence * self.age * self.use * self.language


def factors(standing: Standing, taste: Taste) -> Factors:
    """Of one document for one person."""
    code = CONFIDENCES[standing.confidence - 1] if standing.confidence else ""
    spoken = analysis.LANGUAGES[standing.language - 1] if standing.language else ""
    foreign = bool(spoken and taste.languages) and spoken not in taste.languages
    return Factors(
        confidence=CONFIDENCE_FACTORS.get(code, 1.0),
        age=_age_factor(standing.verified, day_number(taste.today)),
        use=1.0 + min(MOST_FOR_USE, USE_STEP * standing.uses / 8),
        language=OTHER_LANGUAGE_FACTOR if foreign else 1.0,
    )


def _age_factor(verified: int, today: int) -> float:
    """1 until FRESH_DAYS, then falling evenly to OLDEST_FACTOR at OLD_DAYS; 1 where nothing is known."""
    if not verified:
        return 1.0
    stale = min(1.0, max(0.0, (today - verified - FRESH_DAYS) / (OLD_DAYS - FRESH_DAYS)))
    return 1.0 - stale * (1.0 - OLDEST_FACTOR)
