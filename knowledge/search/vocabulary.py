"""Words that mean the same, as pairs of sides: what a query may also be read as.

Typed words are compared by their stems, so that plurals and feminines of a pair are found too. What
a pair adds is never expanded again: with "box = modem" and "modem = routeur", "box" finds what says
modem and not what says routeur. Meanings drift with every step, a lead who sees the effect of one
pair could not foresee what others make of it, and the cost of a search would have no bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from knowledge.search import analysis

MOST_EXPANSIONS: Final = 8
MOST_WORDS: Final = 64
"""Words of a query that are looked at."""

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
class _Way:
    """From a side to the other one: its words and stems, and for whom."""

    words: Words
    stems: Words
    both_ways: bool
    area: int | None
    key: int


@dataclass(slots=True)
class _Book:
    """The ways of one language, by the stems of the side that is typed."""

    ways: dict[Words, list[_Way]] = field(default_factory=dict)
    longest: int = 0

    def add(self, pair: Pair, side: Side, other: Side) -> None:
        """A query with `side` also finds `other`."""
        way = _Way(other.words, other.stems, pair.both_ways, pair.area, pair.key)
        self.ways.setdefault(side.stems, []).append(way)
        self.longest = max(self.longest, len(side.stems))


@dataclass(frozen=True, slots=True)
class _Match:
    """Words of the query, from `start` to before `end`, that are a side in one language."""

    start: int
    end: int
    stems: Words


class Vocabulary:
    """The pairs that one person's searches may use. Immutable, so that threads may share it.

    Who may use which pair is decided when it is looked up: all people share the same books.
    """

    def __init__(
        self,
        pairs: Iterable[Pair] = (),
        *,
        over: Vocabulary | None = None,
        hidden: frozenset[int] = frozenset(),
        without: int = 0,
    ) -> None:
        """`pairs` come before those of `over`; `hidden` areas and the row `without` are left out."""
        lot = tuple(pairs)
        self._shelves: tuple[Mapping[str, _Book], ...] = ()
        self._hidden: frozenset[int] = hidden
        self._without: int = without
        if lot:
            self._shelves = ({code: _book(lot, code) for code in analysis.LANGUAGES},)
        if over is not None:
            self._shelves += over._shelves
            self._hidden |= over._hidden
            self._without = without or over._without
        self._is_used = any(
            self._allows(way)
            for shelf in self._shelves
            for book in shelf.values()
            for ways in book.ways.values()
            for way in ways
        )

    def __bool__(self) -> bool:
        return self._is_used

    def expansions(self, words: Sequence[str], language: str) -> tuple[Expansion, ...]:
        """What the folded words (stop words left out, or not) may also be read as.

        The longest sides win: in "box wifi" a pair of "box wifi" hides those of "box". At most
        MOST_EXPANSIONS, each place's first meaning before any place's second. In a query of
        unknown language the pairs of every language count.
        """
        if not self._is_used:
            return ()
        codes = (language,) if language in analysis.LANGUAGES else analysis.LANGUAGES
        ranked = [
            (rank, place, read)
            for place, readings in self._readings(words[:MOST_WORDS], codes).items()
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
        if not self._is_used or len(current) > MOST_WORDS:
            return current
        simpler = self._simpler(current)
        while simpler is not None:
            current, simpler = simpler, self._simpler(simpler)
        return current

    def plus(self, pairs: Iterable[Typed]) -> Vocabulary:
        """With these typed pairs (words, means, both ways) too, which then come first."""
        more = [Pair.of(words, means, both_ways=both) for words, means, both in pairs]
        return Vocabulary(more, over=self) if more else self

    def minus(self, key: int) -> Vocabulary:
        """Without one row."""
        return Vocabulary(over=self, without=key)

    def without_areas(self, hidden: frozenset[int]) -> Vocabulary:
        """What somebody may use for whom these areas don't exist."""
        return Vocabulary(over=self, hidden=hidden)

    def _allows(self, way: _Way) -> bool:
        return way.area not in self._hidden and (not way.key or way.key != self._without)

    def _matches(self, words: Sequence[str], code: str) -> Iterator[tuple[_Match, list[_Way]]]:
        """Where the words are a side of which this person may know; longest first."""
        books = [shelf[code] for shelf in self._shelves]
        longest = max((book.longest for book in books), default=0)
        for start, end, stems in _runs(words, code, longest):
            for book in books:
                if stems in book.ways:
                    if ways := self._meanings(stems, code):
                        yield _Match(start, end, stems), ways
                    break

    def _meanings(self, stems: Words, code: str) -> list[_Way]:
        """What a side leads to, as far as this person may know."""
        found = (way for shelf in self._shelves for way in shelf[code].ways.get(stems, ()))
        return [way for way in found if self._allows(way)]

    def _readings(
        self, words: Sequence[str], codes: Iterable[str]
    ) -> dict[tuple[int, int], list[Words]]:
        """The meanings of each place, longest first; a place that overlaps a longer one is out."""
        matches = [found for code in codes for found in self._matches(words, code)]
        matches.sort(key=lambda found: (-len(found[0].stems), found[0].start, found[0].end))
        readings: dict[tuple[int, int], list[Words]] = {}
        for match, ways in matches:
            place = (match.start, match.end)
            overlaps = any(place[0] < end and start < place[1] for start, end in readings)
            if overlaps and place not in readings:
                continue
            known = readings.setdefault(place, [])
            known += [read for read in dict.fromkeys(w.words for w in ways) if read not in known]
        return readings

    def _simpler(self, words: Words) -> Words | None:
        """One step of `canonical`: always to fewer words or an earlier spelling, so they end."""
        for code in analysis.LANGUAGES:
            for match, _ways in self._matches(words, code):
                best = self._simplest[code].get(match.stems)
                if best and _simplicity(best) < _simplicity(words[match.start : match.end]):
                    return (*words[: match.start], *best, *words[match.end :])
        return None

    @cached_property
    def _simplest(self) -> Mapping[str, Mapping[Words, Words]]:
        """For every side, by language, the simplest spelling of all that are the same."""
        found: dict[str, dict[Words, Words]] = {}
        for code in analysis.LANGUAGES:
            same: dict[Words, list[_Way]] = {}
            for stems in {stems for shelf in self._shelves for stems in shelf[code].ways}:
                same[stems] = [way for way in self._meanings(stems, code) if way.both_ways]
            found[code] = _simplest_of_each(same)
        return found


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


def _book(pairs: Iterable[Pair], code: str) -> _Book:
    book = _Book()
    for pair in pairs:
        if code in pair.sides:
            one, other = pair.sides[code]
            book.add(pair, one, other)
            if pair.both_ways:
                book.add(pair, other, one)
    return book


def _runs(words: Sequence[str], code: str, longest: int) -> Iterator[tuple[int, int, Words]]:
    """Neighbours that say something, stop words between them or not: start, end, stems."""
    places = [at for at, word in enumerate(words) if not analysis.is_stop_word(word, code)]
    stems = tuple(analysis.stem(words[at], code) for at in places)
    for size in range(min(longest, len(places)), 0, -1):
        for first in range(len(places) - size + 1):
            last = first + size
            yield places[first], places[last - 1] + 1, stems[first:last]


def _simplest_of_each(same: Mapping[Words, Sequence[_Way]]) -> dict[Words, Words]:
    """Sides that lead to each other, step by step, share one spelling."""
    found: dict[Words, Words] = {}
    for start, ways in same.items():
        if start in found or not ways:
            continue
        group, waiting, spellings = {start}, [start], set()
        while waiting:
            for way in same.get(waiting.pop(), ()):
                spellings.add(way.words)
                if way.stems not in group:
                    group.add(way.stems)
                    waiting.append(way.stems)
        found |= dict.fromkeys(group, min(spellings, key=_simplicity))
    return found


def _simplicity(words: Words) -> tuple[int, Words]:
    return len(words), words
