"""What is asked of the index: words that count, filters, and what a good match must hold."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from knowledge.search import analysis

MAX_QUERY_WORDS: Final = 32
INFORMATIVE_SHARE: Final = 0.3
"""A word that more of the documents have than this says too little to ask for."""

ANSWER_SHARE: Final = 0.4
"""Of the informative words, how many a good match holds, rounded up."""

_FEW_DOCUMENTS: Final = 5
"""Words of so few documents say enough, however small the collection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What results must have. Empty means any; `hidden_areas` do not exist for the person.

    `told` is "customer" or "partner": only documents with text that may be told to them, found by it
    or by what they are called. `phrases` must
    stand there word by word, none of `excluded` may; both are folded words.
    """

    hidden_areas: frozenset[int] = frozenset()
    areas: frozenset[int] = frozenset()
    topics: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    article_kinds: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    confidences: frozenset[str] = frozenset()
    told: str = ""
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[str, ...], ...] = ()
    since: date | None = None

    @property
    def wants_archived(self) -> bool:
        """Archived documents are found only when asked for."""
        return "archived" in self.confidences

    @property
    def narrows(self) -> bool:
        """Whether they leave out more than what the person may not see."""
        return self != Filters(hidden_areas=self.hidden_areas)


@dataclass(frozen=True, slots=True)
class Reading:
    """words[start:end] of a query may also be read as `words`: a synonym, a compound, its parts."""

    start: int
    end: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """The words that count: folded, repaired, without stop words; at most MAX_QUERY_WORDS.

    `completions` are what the last word may become, `readings` what words may also mean, and
    `parts` those words that are looked for inside longer ones.
    """

    words: tuple[str, ...]
    language: str
    completions: tuple[str, ...] = ()
    readings: tuple[Reading, ...] = ()
    parts: frozenset[str] = frozenset()

    def forms(self, word: str) -> tuple[str, ...]:
        """The stems under which documents may keep one of the words."""
        codes = analysis.LANGUAGES if self.language == analysis.UNKNOWN else (self.language,)
        forms = [analysis.stem(word, code) for code in codes]
        if self.completions and word == self.words[-1]:
            forms += [analysis.stem(c, code) for c in self.completions for code in codes]
        return tuple(dict.fromkeys(forms))

    def sequences(self, words: Sequence[str]) -> set[tuple[str, ...]]:
        """Words in a row as stems; of each language where theirs isn't known."""
        spoken = (self.language,) if self.language else analysis.LANGUAGES
        return {tuple(analysis.terms(words, code)) for code in spoken} - {()}

    def pairs(self) -> set[tuple[str, str]]:
        """Neighbouring words as stems; of each language where theirs isn't known."""
        spoken = (self.language,) if self.language else analysis.LANGUAGES
        found = {
            pair
            for code in spoken
            for pair in pairwise(analysis.stem(word, code) for word in self.words)
        }
        return {pair for pair in found if pair[0] != pair[1]}

    def all_stems(self) -> tuple[str, ...]:
        """The forms of every word, each once."""
        return tuple(dict.fromkeys(form for word in self.words for form in self.forms(word)))

    def read_as(self, word: str) -> list[tuple[str, ...]]:
        """What this word, perhaps with its neighbours, may also be read as."""
        return [
            reading.words
            for reading in self.readings
            if word in self.words[reading.start : reading.end]
        ]


@dataclass(frozen=True, slots=True)
class Demand:
    """What a good match holds: at least so many of the informative words, `always` among them."""

    informative: tuple[str, ...]
    least: int
    always: str = ""

    def is_met_by(self, held: Collection[str]) -> bool:
        """Whether a document that holds these words is a good match."""
        if self.always:
            return self.always in held
        return sum(word in held for word in self.informative) >= self.least


def most_of_telling(documents: int) -> int:
    """A word that more than this of so many documents have is left out of what is demanded."""
    return max(_FEW_DOCUMENTS, int(documents * INFORMATIVE_SHARE))


def demand_of(frequencies: Sequence[tuple[str, float]], documents: int) -> Demand:
    """From the query's words, each with how many of so many documents have it.

    Words that most documents have are left out unless there are no others. Of two informative words
    the rarer one must be there; of more, ANSWER_SHARE of them, rounded up.
    """
    most = most_of_telling(documents)
    telling = [(word, count) for word, count in frequencies if count <= most]
    if not telling:
        telling = sorted(frequencies, key=lambda pair: pair[1])[:1]
    words = tuple(word for word, _count in telling)
    least = max(1, math.ceil(len(words) * ANSWER_SHARE - 1e-9))
    always = min(telling, key=lambda pair: pair[1])[0] if len(words) == 2 else ""  # noqa: PLR2004
    return Demand(words, least, always)
