"""What a person typed: its language, its words that count, and those that were misspelt.

Only a word that no document has (none that the person may see) is repaired: by the commonest known
word one slip away (a letter lost, added, changed, or two swapped). The last word, which may still be
on its way, is completed before it is repaired. Making every word fuzzy is harmful (measured).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from knowledge.search import analysis
from knowledge.search.engine import Generation
from knowledge.search.matching import MAX_QUERY_WORDS, Asked, Filters

MAX_TYPED: Final = 2_000
"""Characters that are read; the rest of a longer query is ignored."""

_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST_REPAIRED: Final = 4
_LONGEST_REPAIRED: Final = 24
_MOST_REPAIRED: Final = 4
_SHORTEST_COMPLETED: Final = 3
_COMPLETIONS: Final = 5
_CANDIDATES_CHECKED: Final = 5


@dataclass(frozen=True, slots=True)
class Repair:
    """A typed word and what it was read as, both folded."""

    typed: str
    read: str


@dataclass(frozen=True, slots=True)
class Understood:
    """A query, ready for the engine."""

    asked: Asked
    repairs: tuple[Repair, ...] = ()


def understand(
    typed: str,
    index: Generation,
    filters: Filters,
    *,
    language: str = analysis.UNKNOWN,
    exactly: bool = False,
) -> Understood:
    """`language` is assumed where the words don't tell; `exactly` repairs nothing."""
    every = analysis.words(typed[:MAX_TYPED])
    spoken = analysis.detect_language(every, language)
    telling = [word for word in every if not analysis.is_stop_word(word, spoken)] or every
    words = telling[:MAX_QUERY_WORDS]
    if exactly or not words:
        return Understood(Asked(tuple(words), spoken))
    completions = _completions(words, typed, index, filters)
    open_words = words[:-1] if completions else words
    repairs = _repairs(open_words, index, filters)
    read = {repair.typed: repair.read for repair in repairs}
    fixed = [read.get(word, word) for word in words]
    return Understood(Asked(tuple(fixed), spoken, completions), repairs)


def _completions(
    words: Sequence[str], typed: str, index: Generation, filters: Filters
) -> tuple[str, ...]:
    """What the last word may become, if it is no word yet."""
    last = words[-1]
    still_typing = typed[-1:].isalnum() and len(last) >= _SHORTEST_COMPLETED
    if not still_typing or index.knows(last, filters):
        return ()
    return tuple(index.completions(last, filters, _COMPLETIONS))


def _repairs(words: Iterable[str], index: Generation, filters: Filters) -> tuple[Repair, ...]:
    found: list[Repair] = []
    for word in dict.fromkeys(words):
        is_plain = word.isascii() and word.isalpha()
        if not is_plain or not _SHORTEST_REPAIRED <= len(word) <= _LONGEST_REPAIRED:
            continue
        if index.knows(word, filters):
            continue
        better = _nearest(word, index, filters)
        if better:
            found.append(Repair(word, better))
        if len(found) == _MOST_REPAIRED:
            break
    return tuple(found)


def _nearest(word: str, index: Generation, filters: Filters) -> str:
    """The commonest known word one slip away, or "".

    The slip may be in a word whose other forms are known, so stems aren't asked. Frequencies of
    the whole index choose whom to check; only what the person may see is counted.
    """
    likely = sorted(index.known(set(one_slip(word))), reverse=True)
    if not filters.hidden_areas:
        likely = likely[:_CANDIDATES_CHECKED]
    seen = ((index.visible_frequency(other, filters), other) for _count, other in likely)
    best = max(seen, default=(0, ""))
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
