"""The second stage: what would be dear to ask of every document, asked of the first stage's best.

In two steps: pieces of words for all of them, which bring up what a typo or another form hid; then
words as typed, pairs and passages for the LOOKED_AT that are best by then. Further down nothing comes
up to the first ten: looking at all hundred so changes nDCG@10 by 0.0007 at most (README.md).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import tantivy
from tantivy import Query

from knowledge.search.asking import Asked, Filters
from knowledge.search.matching import WEIGHTS, Matcher, Pair, Word, in_a_row, scored
from knowledge.search.nesting import OFTEN, Optional, any_beside, beside, chosen

LOOKED_AT: Final = 20
MOST_FREQUENCIES: Final = 10_000
"""About 2 MB."""

_PASSAGES_READ: Final = 1_000
_EXACT_DIGITS: Final = 24
"""Binary digits of a score that are exact: it is a number of 32 bits."""


@dataclass(frozen=True, slots=True)
class Passages:
    """Of one document: the code of the best passage's key, its score, and the next two's together."""

    key: int = 0
    best: float = 0.0
    next_two: float = 0.0


@dataclass(frozen=True, slots=True)
class Reranked:
    """Scores by ref; which of them were looked at; of these, what their passages say."""

    scores: Mapping[int, float]
    looked_at: frozenset[int]
    passages: Mapping[int, Passages]


class _Few(NamedTuple):
    """Some documents that are asked about again and again, each scored 0, and how many they are."""

    these: Query
    size: int


class Frequencies:
    """How many documents have a term, kept as long as the commit: the same pieces and words come again
    and again."""

    def __init__(self, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self._kept: dict[tuple[str, str], int] = {}

    def documents_with(self, field: str, term: str) -> int:
        """Counted once; at most MOST_FREQUENCIES are kept."""
        found = self._kept.get((field, term))
        if found is None:
            if len(self._kept) >= MOST_FREQUENCIES:
                self._kept.clear()
            found = self._kept[field, term] = self._searcher.doc_freq(field, term)
        return found


class Reranker:
    """Over what one commit holds."""

    def __init__(
        self, matcher: Matcher, documents: tantivy.Searcher, passages: tantivy.Searcher
    ) -> None:
        self._matcher = matcher
        self._documents = documents
        self._passages = passages
        self._known = Frequencies(documents)
        self._known_of_passages = Frequencies(passages)

    def rerank(self, asked: Asked, first: Mapping[int, float], told: str) -> Reranked:
        """The first stage's scores with all that the second adds."""
        scores = dict(first)
        self._add_points(scores, self._matcher.pieces_of(asked, told), self._few(list(first)))
        best = sorted(scores, key=lambda ref: (-scores[ref], ref))[:LOOKED_AT]
        few = self._few(best)
        self._add_points(scores, self._matcher.as_typed(asked, told), few)
        self._add_pairs(scores, self._matcher.pairs(asked, told), few)
        passages = self.best_passages(asked, best, told)
        for ref, more in self.by_passage(asked, passages).items():
            scores[ref] += more
        return Reranked(scores, frozenset(best), passages)

    def by_passage(self, asked: Asked, passages: Mapping[int, Passages]) -> dict[int, float]:
        """What a document's best passage says more than its body as a whole."""
        whole = dict.fromkeys(passages, 0.0)
        self._add_points(whole, self._matcher.body(asked), self._few(list(passages)))
        return {
            ref: WEIGHTS["passage"] * max(0.0, found.best - whole[ref])
            for ref, found in passages.items()
        }

    def best_passages(self, asked: Asked, refs: Sequence[int], told: str) -> dict[int, Passages]:
        """What the passages of each document say, of those that hold any of the words."""
        if not refs:
            return {}
        searcher = self._passages
        these = self._matcher.passages_of(refs, told)
        words = self._optional(self._matcher.words_of_passages(asked), self._known_of_passages)
        found = searcher.search(beside(these, len(refs), words), _PASSAGES_READ, count=False).hits
        hits = [(score, address) for score, address in found if score > 0.0]
        addresses = [address for _, address in hits]
        owners = searcher.fast_field_values("ref", addresses)
        keys = searcher.fast_field_values("key", addresses)
        scores: dict[int, list[float]] = defaultdict(list)
        best: dict[int, int] = {}
        for ref, key, (score, _) in zip(owners, keys, hits, strict=True):
            scores[int(ref or 0)].append(score)
            best.setdefault(int(ref or 0), int(key or 0))
        return {
            ref: Passages(best[ref], found[0], sum(found[1:3])) for ref, found in scores.items()
        }

    def holding(
        self, asked: Asked, words: Sequence[str], filters: Filters, refs: Sequence[int]
    ) -> dict[int, frozenset[str]]:
        """For each document, which of the query's words it holds, in whatever form or reading.

        The score tells: each word has some binary digits of it, in which its ways are counted.
        """
        held: dict[int, frozenset[str]] = dict.fromkeys(refs, frozenset())
        few = self._few(refs)
        ways = [(word, self._ways(asked, word, filters)) for word in words]
        digits = max([1, *(len(queries) for _, queries in ways)]).bit_length()
        at_once = max(1, _EXACT_DIGITS // digits)
        for start in range(0, len(ways) if refs else 0, at_once):
            lot = ways[start : start + at_once]
            counted = [
                (matches, Query.const_score_query(query, float(1 << place * digits)))
                for place, (_, queries) in enumerate(lot)
                for matches, query in queries
            ]
            for ref, score in self._scores(counted, few).items():
                digit = (1 << digits) - 1
                found = (w for at, (w, _) in enumerate(lot) if int(score) >> at * digits & digit)
                held[ref] |= frozenset(found)
        return held

    def _ways(self, asked: Asked, word: str, filters: Filters) -> list[Optional]:
        terms = self._optional(self._matcher.forms_of(asked, word, filters), self._known)
        others = self._matcher.other_ways(asked, word, filters)
        return [*terms, *((OFTEN, query) for query in others)]

    def _few(self, refs: Sequence[int]) -> _Few:
        return _Few(chosen(self._matcher.documents, refs, 0.0), len(refs))

    def _add_points(self, scores: dict[int, float], words: Sequence[Word], few: _Few) -> None:
        """What some words give these documents."""
        if words:
            found = self._scores(self._optional(words, self._known), few)
            for ref, score in found.items():
                scores[ref] += score

    def _scores(self, optional: Sequence[Optional], few: _Few) -> dict[int, float]:
        """What these documents score, 0 those that match none."""
        if not few.size:
            return {}  # the engine panics when it is asked for the best none
        query = beside(few.these, few.size, optional)
        return by_ref(self._documents, self._documents.search(query, few.size, count=False).hits)

    def _add_pairs(self, scores: dict[int, float], pairs: Sequence[Pair], few: _Few) -> None:
        if not few.size:
            return
        of, frequency = self._matcher.documents, self._known.documents_with
        found = [
            (min(frequency(pair.field, term) for term in pair.terms), in_a_row(of, *pair))
            for pair in pairs
        ]
        query = any_beside(few.these, few.size, found)
        hits = self._documents.search(query, few.size, count=False).hits
        for ref, score in by_ref(self._documents, hits).items():
            scores[ref] += score

    def _optional(self, words: Sequence[Word], known: Frequencies) -> list[Optional]:
        of = self._matcher.documents if known is self._known else self._matcher.passages
        return [
            (matches, scored(of, word))
            for word in words
            if (matches := known.documents_with(word.field, word.term))
        ]


def by_ref(searcher: tantivy.Searcher, hits: Sequence[Any]) -> dict[int, float]:
    """The scores of hits, by the ref of their documents."""
    refs = searcher.fast_field_values("ref", [address for _, address in hits])
    return {int(ref or 0): score for ref, (score, _) in zip(refs, hits, strict=True)}
