"""The words that leads declared to mean the same, as a search uses them.

Typed words are compared by their stems, so that plurals and feminines of a pair are found too. What
a pair adds is never expanded again: with "box = modem" and "modem = routeur", "box" finds what says
modem and not what says routeur. Meanings drift with every step, a lead who sees the effect of one
pair could not foresee what others make of it, and the cost of a search would have no bound.

Each process keeps all pairs in memory and asks the database at most once a second
(SYNONYMS_LOOK_SECONDS) whether they changed: a search mostly costs no query, and a change holds
everywhere within that time, at once in the process that wrote it. What the question can't see, a
change made past the product, is picked up after READ_SECONDS.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Final

from django.conf import settings
from django.core.cache import caches
from django.db.models import Count, Max

from knowledge.search import analysis
from knowledge.search.models import Synonym

READ_SECONDS: Final = 60
MOST_PAIRS: Final = 5_000
"""Pairs that a company may keep: about 4 MB in each process."""

MOST_EXPANSIONS: Final = 8
MOST_WORDS: Final = 64
"""Words of a query that are looked at."""

_MOST_VIEWS: Final = 32
_LOOKED: Final = "synonyms:looked"
_READ: Final = "synonyms:read"

Words = tuple[str, ...]
Typed = tuple[str, str, bool]


@dataclass(frozen=True, slots=True)
class Expansion:
    """The query's words[start:end] may also be read as `words`: folded, without stop words."""

    start: int
    end: int
    words: Words


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a pair in one language: the words to look for, and the stems to match."""

    words: Words
    stems: Words


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sides in the languages in which both say something; in area None, company-wide.

    `key` is the row's id; 0 for one that is only tried.
    """

    sides: Mapping[str, tuple[Side, Side]]
    both_ways: bool
    area: int | None = None
    key: int = 0

    @classmethod
    def of(
        cls,
        words: str,
        means: str,
        *,
        both_ways: bool,
        language: str = "",
        area: int | None = None,
        key: int = 0,
    ) -> Pair:
        """From the two sides as typed; without a language, the pair is of every one."""
        spoken = (language,) if language in analysis.LANGUAGES else analysis.LANGUAGES
        folded = (tuple(analysis.words(words)), tuple(analysis.words(means)))
        sides = {code: (side_of(folded[0], code), side_of(folded[1], code)) for code in spoken}
        telling = {code: both for code, both in sides.items() if both[0].stems != both[1].stems}
        usable = {code: both for code, both in telling.items() if both[0].stems and both[1].stems}
        return cls(usable, both_ways, area, key)


@dataclass(frozen=True, slots=True)
class _Match:
    """Words of the query that are one side of some pair: their place, and how many say something."""

    start: int
    end: int
    size: int
    stems: Words


@dataclass(slots=True)
class _Book:
    """The pairs of one language, by the stems of the side that was typed."""

    meanings: dict[Words, list[Words]] = field(default_factory=lambda: defaultdict(list))
    simplest: dict[Words, Words] = field(default_factory=dict)
    longest: int = 0

    def add(self, side: Side, other: Side) -> None:
        """A query with `side` also finds `other`."""
        self.longest = max(self.longest, len(side.stems))
        if other.words not in self.meanings[side.stems]:
            self.meanings[side.stems].append(other.words)

    def matches(
        self, words: Sequence[str], code: str, known: Mapping[Words, object]
    ) -> list[_Match]:
        """Where the query's words are a side, stop words between them or not; longest first."""
        places = [
            (at, analysis.stem(word, code))
            for at, word in enumerate(words)
            if not analysis.is_stop_word(word, code)
        ]
        found = []
        for size in range(min(self.longest, len(places)), 0, -1):
            for first in range(len(places) - size + 1):
                lot = places[first : first + size]
                stems = tuple(stem for _at, stem in lot)
                if stems in known:
                    found.append(_Match(lot[0][0], lot[-1][0] + 1, size, stems))
        return found


class Vocabulary:
    """The pairs that one person's searches may use. Immutable, so that threads may share it."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self._pairs = tuple(pairs)
        self._books = {code: _book(self._pairs, code) for code in analysis.LANGUAGES}

    def __bool__(self) -> bool:
        return bool(self._pairs)

    def expansions(self, words: Sequence[str], language: str) -> tuple[Expansion, ...]:
        """What the folded words (stop words left out, or not) may also be read as.

        The longest sides win: in "box wifi" a pair of "box wifi" hides those of "box". At most
        MOST_EXPANSIONS, each place's first meaning before any place's second. In a query of
        unknown language the pairs of every language count.
        """
        if not self._pairs:
            return ()
        looked_at = words[:MOST_WORDS]
        codes = (language,) if language in self._books else analysis.LANGUAGES
        matches = [
            (match, code)
            for code in codes
            for match in self._books[code].matches(looked_at, code, self._books[code].meanings)
        ]
        meanings = _readings(matches, self._books)
        ranked = [
            (rank, place, read)
            for place, readings in meanings.items()
            for rank, read in enumerate(readings)
        ]
        ranked.sort(key=lambda found: found[0])
        return tuple(Expansion(*place, read) for _rank, place, read in ranked[:MOST_EXPANSIONS])

    def canonical(self, words: Words) -> Words:
        """The same words, with sides that mean the same both ways written in one way: for clusters.

        That way is the side with the fewest words, the first in the alphabet among those. Unlike
        expansions this follows pairs from one to the next, because belonging together must not
        depend on which word one starts from. Doing it twice changes nothing more. A list of more
        than MOST_WORDS words stays as it is.
        """
        current = tuple(words)
        if len(current) > MOST_WORDS:
            return current
        simpler = self._simpler(current)
        while simpler is not None:
            current, simpler = simpler, self._simpler(simpler)
        return current

    def _simpler(self, words: Words) -> Words | None:
        """One step of `canonical`: always to fewer words or an earlier spelling, so they end."""
        for code, book in self._books.items():
            for match in book.matches(words, code, book.simplest):
                simplest = book.simplest[match.stems]
                if _simplicity(simplest) < _simplicity(words[match.start : match.end]):
                    return (*words[: match.start], *simplest, *words[match.end :])
        return None

    def plus(self, pairs: Iterable[Typed]) -> Vocabulary:
        """With these typed pairs (words, means, both ways) too, which then come first."""
        more = [Pair.of(words, means, both_ways=both) for words, means, both in pairs]
        return Vocabulary([*more, *self._pairs]) if more else self

    def minus(self, key: int) -> Vocabulary:
        """Without one row."""
        return Vocabulary(pair for pair in self._pairs if pair.key != key)


def side_of(folded: Sequence[str], code: str) -> Side:
    """What is left of a side's folded words in a language; perhaps nothing.

    Matched are all that the language doesn't drop; looked for is what the side's own language, if
    it can be told, doesn't drop either: "note de frais" in an English query still finds no "de".
    """
    kept = [word for word in folded if not analysis.is_stop_word(word, code)]
    spoken = analysis.detect_language(folded)
    telling = [word for word in kept if not analysis.is_stop_word(word, spoken)]
    stems = tuple(analysis.stem(word, code) for word in kept)
    return Side(tuple(telling or kept), stems)


def _readings(
    matches: Iterable[tuple[_Match, str]], books: Mapping[str, _Book]
) -> dict[tuple[int, int], list[Words]]:
    """The meanings of each place, longest places first; a place that overlaps a longer one is out."""
    found: dict[tuple[int, int], list[Words]] = {}
    for match, code in sorted(matches, key=lambda m: (-m[0].size, m[0].start, m[0].end)):
        place = (match.start, match.end)
        overlaps = any(place[0] < end and start < place[1] for start, end in found)
        if overlaps and place not in found:
            continue
        readings = found.setdefault(place, [])
        readings += [r for r in books[code].meanings[match.stems] if r not in readings]
    return found


def _book(pairs: Iterable[Pair], code: str) -> _Book:
    book = _Book()
    same: dict[Words, set[Words]] = defaultdict(set)
    spellings: dict[Words, set[Words]] = defaultdict(set)
    for pair in pairs:
        if code not in pair.sides:
            continue
        one, other = pair.sides[code]
        book.add(one, other)
        if pair.both_ways:
            book.add(other, one)
            for side, against in ((one, other), (other, one)):
                same[side.stems].add(against.stems)
                spellings[side.stems].add(side.words)
    book.simplest = _simplest(same, spellings)
    book.meanings = dict(book.meanings)
    return book


def _simplest(
    same: Mapping[Words, set[Words]], spellings: Mapping[Words, set[Words]]
) -> dict[Words, Words]:
    """For every side, the simplest spelling among all that are the same, step by step."""
    found: dict[Words, Words] = {}
    for start in same:
        if start in found:
            continue
        group, waiting = {start}, [start]
        while waiting:
            new = same[waiting.pop()] - group
            group |= new
            waiting += new
        best = min((words for stems in group for words in spellings[stems]), key=_simplicity)
        found |= dict.fromkeys(group, best)
    return found


def _simplicity(words: Words) -> tuple[int, Words]:
    return len(words), words


# Kept in each process

Signature = tuple[int, int | None, datetime | None]


@dataclass(slots=True)
class _Kept:
    """All pairs as last read, and the vocabularies made of them by the areas left out."""

    number: int
    signature: Signature
    pairs: tuple[Pair, ...]
    areas: frozenset[int]
    views: dict[frozenset[int] | None, Vocabulary] = field(default_factory=dict)


_lock = threading.Lock()
_numbers = count(1)
_kept: _Kept | None = None
_left_out: ContextVar[int] = ContextVar("synonym_left_out", default=0)


def vocabulary(hidden_areas: frozenset[int]) -> Vocabulary:
    """What a person who must not know of these areas may use. At most one small query a second."""
    kept = _current()
    seen = _view(kept, hidden_areas & kept.areas)
    left_out = _left_out.get()
    return seen.minus(left_out) if left_out else seen


def shared_vocabulary() -> Vocabulary:
    """The company-wide pairs alone: for what is worked out for nobody in particular."""
    kept = _current()
    return _view(kept, kept.areas)


@contextmanager
def leaving_out(key: int) -> Iterator[None]:
    """What this thread searches meanwhile goes without one row: to see what a change would do."""
    token = _left_out.set(key)
    try:
        yield
    finally:
        _left_out.reset(token)


def forget() -> None:
    """Have the next search read again: after a write in this process has been committed."""
    caches["local"].delete_many([_LOOKED, _READ])


def _view(kept: _Kept, left_out: frozenset[int]) -> Vocabulary:
    known = kept.views.get(left_out)
    if known is None:
        known = Vocabulary(pair for pair in kept.pairs if pair.area not in left_out)
        if len(kept.views) >= _MOST_VIEWS:
            kept.views.clear()
        kept.views[left_out] = known
    return known


def _current() -> _Kept:
    """The pairs as they stood at most SYNONYMS_LOOK_SECONDS ago.

    That a look is still fresh is kept in the process's cache, which tests clear like all others.
    """
    global _kept  # noqa: PLW0603
    kept = _kept
    if kept is not None and caches["local"].get(_LOOKED) == kept.number:
        return kept
    with _lock:
        signature = _signature()
        kept = _kept
        is_recent = kept is not None and caches["local"].get(_READ) == kept.number
        if kept is None or not is_recent or kept.signature != signature:
            _kept = kept = _read(signature)
            caches["local"].set(_READ, kept.number, READ_SECONDS)
        caches["local"].set(_LOOKED, kept.number, settings.SYNONYMS_LOOK_SECONDS)
    return kept


def _signature() -> Signature:
    """Differs after any addition, removal or change. A change renews `created_at`."""
    found = Synonym.objects.order_by().aggregate(
        rows=Count("pk"), newest=Max("pk"), latest=Max("created_at")
    )
    return found["rows"], found["newest"], found["latest"]


def _read(signature: Signature) -> _Kept:
    rows = Synonym.objects.order_by("pk").values_list(
        "words", "means", "both_ways", "language", "area_id", "pk"
    )
    pairs = tuple(
        Pair.of(words, means, both_ways=both, language=language, area=area, key=key)
        for words, means, both, language, area, key in rows[:MOST_PAIRS]
    )
    areas = frozenset(pair.area for pair in pairs if pair.area is not None)
    return _Kept(next(_numbers), signature, pairs, areas)
