"""What a person typed: its language, its words that count, and what else they may mean.

A word that no document has (none that the person may see) is, in this order: completed, if it is the
last one and may still be on its way; repaired by the commonest known word one slip away (a letter
lost, added, changed, or two swapped); looked for inside longer words ("boarding" in "onboarding"); or
parted in two known words ("wifibox"). Two neighbours that are one word elsewhere are joined.
Known words are never changed: making every word fuzzy is harmful (measured).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from knowledge.search import analysis
from knowledge.search.asking import MAX_QUERY_WORDS, Asked, Filters, Reading
from knowledge.search.engine import Generation
from knowledge.search.grammar import MAX_TYPED
from knowledge.search.vocabulary import Vocabulary

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_REPAIRED: Final = 4
_LONGEST_REPAIRED: Final = 24
_MOST_REPAIRED: Final = 4
_SHORTEST_COMPLETED: Final = 3
_SHORTEST_INSIDE: Final = 6
_SHORTEST_HALF: Final = 3
_SHORTEST_JOINED: Final = 6
_COMPLETIONS: Final = 5
_CANDIDATES_CHECKED: Final = 5


@dataclass(frozen=True, slots=True)
class Repair:
    """A typed word and what it was read as, both folded."""

    typed: str
    read: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A query, ready for the engine. `unknown` are words that nothing the person may see has."""

    asked: Asked
    repairs: tuple[Repair, ...] = ()
    unknown: tuple[str, ...] = ()


def understand(
    typed: str,
    index: Generation,
    filters: Filters,
    *,
    language: str = analysis.UNKNOWN,
    vocabulary: Vocabulary | None = None,
    exactly: bool = False,
) -> Understood:
    """`language` is assumed where the words don't tell; `exactly` takes them as they are."""
    every = analysis.words(typed[:MAX_TYPED])
    spoken = analysis.detect_language(every, language)
    telling = [word for word in every if not analysis.is_stop_word(word, spoken)] or every
    words = telling[:MAX_QUERY_WORDS]
    if exactly or not words:
        return Understood(Asked(tuple(words), spoken))
    seen = Filters(hidden_areas=filters.hidden_areas)
    completions = _completions(words, typed, index, seen)
    found = _Unknown(index, seen, words[:-1] if completions else words)
    fixed = tuple(found.read.get(word, word) for word in words)
    readings = [*found.halves(fixed), *_joined(fixed, index, seen)]
    if vocabulary:
        readings += [
            Reading(expansion.start, expansion.end, expansion.words)
            for expansion in vocabulary.expansions(fixed, spoken)
        ]
    asked = Asked(fixed, spoken, completions, tuple(readings), frozenset(found.parts))
    read_otherwise = {place for r in readings for place in fixed[r.start : r.end]}
    unknown = tuple(word for word in found.unknown if word not in read_otherwise)
    return Understood(asked, found.repairs, unknown)


def _completions(
    words: Sequence[str], typed: str, index: Generation, seen: Filters
) -> tuple[str, ...]:
    """What the last word may become, if it is no word yet."""
    last = words[-1]
    still_typing = typed[-1:].isalnum() and len(last) >= _SHORTEST_COMPLETED
    if not still_typing or index.knows(last, seen):
        return ()
    return tuple(index.completions(last, seen, _COMPLETIONS))


class _Unknown:
    """The words that nothing the person may see has, and what they are taken for.

    At most _MOST_REPAIRED are looked at: the others stay unknown.
    """

    def __init__(self, index: Generation, seen: Filters, words: Sequence[str]) -> None:
        self._index = index
        self._seen = seen
        self.parts: list[str] = []
        self.read: dict[str, str] = {}
        self.unknown: list[str] = []
        self._halves: dict[str, tuple[str, str]] = {}
        looked_at = 0
        for word in dict.fromkeys(words):
            if index.knows(word, seen):
                continue
            looked_at += 1
            if looked_at > _MOST_REPAIRED or not self._take(word):
                self.unknown.append(word)

    def _take(self, word: str) -> bool:
        """Whether the word was taken for something."""
        is_plain = word.isascii() and word.isalpha()
        if not is_plain or not _SHORTEST_REPAIRED <= len(word) <= _LONGEST_REPAIRED:
            return False
        better = _nearest(word, self._index, self._seen)
        if better:
            self.read[word] = better
            return True
        if len(word) >= _SHORTEST_INSIDE and self._index.is_inside(word, self._seen):
            self.parts.append(word)
            return True
        halves = _parted(word, self._index, self._seen)
        if halves:
            self._halves[word] = halves
        return halves is not None

    @property
    def repairs(self) -> tuple[Repair, ...]:
        return tuple(Repair(typed, read) for typed, read in self.read.items())

    def halves(self, words: Sequence[str]) -> Iterator[Reading]:
        """Compounds as the two words they are made of."""
        for at, word in enumerate(words):
            if word in self._halves:
                yield Reading(at, at + 1, self._halves[word])


def _joined(words: Sequence[str], index: Generation, seen: Filters) -> Iterator[Reading]:
    """Two neighbours as the one word that some documents have: "pass word"."""
    joined = {first + second: at for at, (first, second) in enumerate(pairwise(words))}
    long = [word for word in joined if _SHORTEST_JOINED <= len(word) <= _LONGEST_REPAIRED]
    for _count, word in index.known(long):
        if index.visible_frequency(word, seen):
            yield Reading(joined[word], joined[word] + 2, (word,))


def _parted(word: str, index: Generation, seen: Filters) -> tuple[str, str] | None:
    """Two known words that make up this one; those whose rarer half is commonest."""
    cuts = range(_SHORTEST_HALF, len(word) - _SHORTEST_HALF + 1)
    counts = {
        known: count
        for count, known in index.known({h for c in cuts for h in (word[:c], word[c:])})
    }
    found = [
        (min(counts[word[:cut]], counts[word[cut:]]), cut)
        for cut in cuts
        if word[:cut] in counts and word[cut:] in counts
    ]
    for _count, cut in sorted(found, reverse=True):
        if index.visible_frequency(word[:cut], seen) and index.visible_frequency(word[cut:], seen):
            return word[:cut], word[cut:]
    return None


def _nearest(word: str, index: Generation, seen: Filters) -> str:
    """The commonest known word one slip away, or "".

    The slip may be in a word whose other forms are known, so stems aren't asked. Frequencies of
    the whole index choose whom to check; only what the person may see is counted.
    """
    likely = sorted(index.known(set(one_slip(word))), reverse=True)
    if not seen.hidden_areas:
        likely = likely[:_CANDIDATES_CHECKED]
    counts = ((index.visible_frequency(other, seen), other) for _count, other in likely)
    best = max(counts, default=(0, ""))
    return best[1] if best[0] else ""


def one_slip(word: str) -> Iterator[str]:
    """Every string one slip away: about 54 for each letter."""
    for i in range(len(word) + 1):
        before, after = word[:i], word[i:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in _LETTERS if letter != after[0])
        if len(after) > 1 and after[0] != after[1]:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in _LETTERS)
