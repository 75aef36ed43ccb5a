"""The index as the rest of the package sees it: search, complete. `writer` is its other half.

A generation is one directory with both indexes, written once by one writer and followed by any
number of readers. Readers map its files into memory and look for a new commit when asked.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

import tantivy
from tantivy import Occur, Query

from knowledge.search import schema
from knowledge.search.asking import Asked, Demand, Filters, demand_of, most_of_telling
from knowledge.search.matching import ANSWER_FIELDS, CANDIDATES, Matcher
from knowledge.search.nesting import chosen
from knowledge.search.ranking import Factors, Taste, factors_of, focus_factor
from knowledge.search.reranking import Passages, Reranker, by_ref

log = logging.getLogger("terroir.search")

MOST_COUNTS: Final = 5_000
"""Of words, by what a person may see: people ask for the same words again and again."""

MOST_KEPT: Final = 32
"""Of whole searches and their counts: about 1 MB."""

FACETS: Final = ("area", "topic", "kind", "article_kind", "language", "confidence", "audience")
ALIKE: Final = Factors()
P = ParamSpec("P")
R = TypeVar("R")

_MOST_VALUES: Final = 200
_COUNT: Final = {"documents": {"value_count": {"field": "ref"}}}


class Unreadable(Exception):
    """The index is not there, is damaged, or has another version's schema."""


class Damaged(ValueError):
    """The engine gave up in the middle: the files hold what no writer wrote."""


def guarded(method: Callable[P, R]) -> Callable[P, R]:
    """A panic of the engine, which is no `Exception`, becomes Damaged."""

    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return method(*args, **kwargs)
        except BaseException as error:
            if type(error).__name__ == "PanicException":
                raise Damaged(str(error)) from error
            raise

    return call


class Hit(NamedTuple):
    """One document: its score, and the code of its best passage's key (0 if none matches).

    The score is the words' multiplied by the factors. `looked_at`: the second stage's last step was
    taken for it, whose points the others lack.
    """

    ref: int
    score: float
    passage: int = 0
    factors: Factors = ALIKE
    looked_at: bool = True

    def answers_with(self, key: str) -> bool:
        """Whether this is the key of the passage that matched best."""
        return self.passage == schema.key_code(key)


def _hit_by_passages(ref: int, score: float, passages: Passages, standing: Factors) -> Hit:
    by = standing.with_focus(focus_factor(passages.best, passages.next_two))
    return Hit(ref, score * by.product, passages.key, by)


@dataclass(frozen=True, slots=True)
class Found:
    """The best documents, at most CANDIDATES."""

    hits: list[Hit] = field(default_factory=list)


class Generation:
    """One directory with both indexes, opened for reading."""

    @guarded
    def __init__(self, path: Path) -> None:
        """Raises Unreadable."""
        self.path = path
        try:
            self._documents = tantivy.Index.open(str(path / "documents"))
            self._passages = tantivy.Index.open(str(path / "passages"))
            for index in (self._documents, self._passages):
                index.config_reader("manual")
            self.matcher = Matcher(self._documents.schema, self._passages.schema)
            self._seen: tuple[int, ...] = ()
            self._kept_counts: dict[tuple[object, ...], int] = {}
            self._kept: dict[Hashable, Any] = {}
            self.refresh()
        except (ValueError, OSError) as error:
            raise Unreadable(str(path)) from error

    @guarded
    def refresh(self) -> None:
        """See what was committed since."""
        metas = [self.path / name / "meta.json" for name in ("documents", "passages")]
        now = tuple(meta.stat().st_mtime_ns for meta in metas)
        if now != self._seen:
            self._documents.reload()
            self._passages.reload()
            self._documents_now = self._documents.searcher()
            self._passages_now = self._passages.searcher()
            self.reranker = Reranker(self.matcher, self._documents_now, self._passages_now)
            self._kept_counts = {}
            self._kept = {}
            self._seen = now

    def kept(self, key: Hashable, find: Callable[[], R]) -> R:
        """What stays the same until the next commit, and is often asked for again at once: by a page
        after the palette, by the next page, by another filter and back. The key says all that it
        depends on, hidden areas too; at most MOST_KEPT are kept."""
        kept = self._kept
        found: R | None = kept.get(key)
        if found is None:
            found = find()
            if len(kept) >= MOST_KEPT:
                kept.clear()
            kept[key] = found
        return found

    def search(self, asked: Asked, filters: Filters, taste: Taste | None = None) -> Found:
        """The best documents for the words, reranked; adjusted to a person's taste."""
        return self.kept((asked, filters, taste), lambda: self._search(asked, filters, taste))

    @guarded
    def _search(self, asked: Asked, filters: Filters, taste: Taste | None) -> Found:
        searcher = self._documents_now
        first = searcher.search(self.matcher.first(asked, filters), CANDIDATES, count=False)
        if not first.hits and not filters.told:
            first = searcher.search(self.matcher.pieces(asked, filters), CANDIDATES, count=False)
        scores = by_ref(searcher, first.hits)
        if not scores:
            return Found()
        reranked = self.reranker.rerank(asked, scores, filters.told)
        standings = self._factors(first.hits, taste) if taste else [ALIKE] * len(scores)
        looked_at, passages = reranked.looked_at, reranked.passages
        hits = [
            _hit_by_passages(ref, score, passages[ref], by)
            if ref in passages
            else Hit(ref, score * by.product, 0, by, ref in looked_at)
            for (ref, score), by in zip(reranked.scores.items(), standings, strict=True)
        ]
        hits.sort(key=lambda hit: (-hit.score, hit.ref))
        return Found(hits)

    @guarded
    def browse(self, filters: Filters) -> Found:
        """What the filters let through, latest change first: a query of filters alone."""
        query = self.matcher.everything(filters)
        found = self._documents_now.search(query, CANDIDATES, count=False, order_by_field="changed")
        refs = self._refs([address for _, address in found.hits])
        return Found([Hit(ref, 0.0) for ref in refs])

    def _refs(self, addresses: list[Any]) -> list[int]:
        found = self._documents_now.fast_field_values("ref", addresses)
        return [int(ref or 0) for ref in found]

    def _factors(self, hits: Sequence[Any], taste: Taste) -> list[Factors]:
        """Of each hit."""
        addresses = [address for _, address in hits]
        standings = self._documents_now.fast_field_values("standing", addresses)
        return [factors_of(int(standing or 0), taste) for standing in standings]

    @guarded
    def demand(self, asked: Asked, filters: Filters) -> Demand:
        """What a good match of these words holds, by how many of the documents the person may see
        have each. Where areas are closed to them words are counted; else estimated, which is
        cheaper."""
        seen = Filters(hidden_areas=filters.hidden_areas)
        words = list(dict.fromkeys(asked.words))
        if seen.hidden_areas:
            return self._demand_seen(asked, words, seen)
        frequency = self._documents_now.doc_freq
        counts = [
            (w, max(frequency(field, form) for field in ANSWER_FIELDS for form in asked.forms(w)))
            for w in words
        ]
        return demand_of(counts, self.documents)

    def _demand_seen(self, asked: Asked, words: Sequence[str], seen: Filters) -> Demand:
        """Of what the person sees alone. That all documents together have a word seldom enough says
        as much of those; how often decides only between two words."""
        every = self._counted(("every", seen), lambda: self.matcher.everything(seen))
        most = most_of_telling(every)
        bounds = [(word, self._held_at_most(asked, word)) for word in words]
        counts = [
            (word, bound if bound <= most else self._held(asked, word, seen))
            for word, bound in bounds
        ]
        demand = demand_of(counts, every)
        if len(demand.informative) > 2:  # noqa: PLR2004
            return demand
        return demand_of([(word, self._held(asked, word, seen)) for word in words], every)

    def _held_at_most(self, asked: Asked, word: str) -> float:
        if asked.read_as(word) or word in asked.parts:
            return math.inf
        held = self.matcher.forms_of(asked, word, Filters())
        return sum(self._documents_now.doc_freq(form.field, form.term) for form in held)

    def _held(self, asked: Asked, word: str, seen: Filters) -> int:
        """Documents that hold a word of the query in whatever form; kept for plain words."""

        def query() -> Query:
            return self.matcher.within(self.matcher.having(asked, word, seen), seen)

        if asked.read_as(word) or word in asked.parts:
            return self.count(query())
        return self._counted(("held", asked.forms(word), seen), query)

    def _counted(self, key: tuple[object, ...], query: Callable[[], Query]) -> int:
        """A count that stays the same until the next commit; at most MOST_COUNTS are kept."""
        kept = self._kept_counts
        found = kept.get(key)
        if found is None:
            if len(kept) >= MOST_COUNTS:
                kept.clear()
            found = kept[key] = self.count(query())
        return found

    @guarded
    def answering(
        self, asked: Asked, filters: Filters, demand: Demand, refs: Sequence[int]
    ) -> set[int]:
        """Those of the documents that are good matches."""
        held = self.holding(asked, demand.informative, filters, refs)
        return {ref for ref in refs if demand.is_met_by(held[ref])}

    @guarded
    def holding(
        self, asked: Asked, words: Sequence[str], filters: Filters, refs: Sequence[int]
    ) -> dict[int, frozenset[str]]:
        """For each of the documents, which of the query's words it holds."""
        return self.reranker.holding(asked, words, filters, refs)

    @guarded
    def points(self, clauses: Sequence[Any], refs: Sequence[int]) -> dict[int, float]:
        """What some clauses alone give these documents."""
        if not clauses or not refs:
            return {}
        these = (Occur.Must, chosen(self.matcher.documents, refs, 0.0))
        query = Query.boolean_query([these, *clauses])
        hits = self._documents_now.search(query, len(refs), count=False).hits
        return by_ref(self._documents_now, hits)

    def is_inside(self, part: str, filters: Filters) -> bool:
        """Whether a document that this person may see has a longer word with these letters inside."""
        words = self.matcher.inside(part)
        return self.count(self.matcher.within(words, filters)) > 0

    @guarded
    def count(self, query: Query) -> int:
        """Documents that match; an aggregation, which scores none of them."""
        answer = self._documents_now.aggregate(query, _COUNT)
        return int(answer["documents"]["value"])

    @guarded
    def facets(self, query: Query, fields: Collection[str] = FACETS) -> dict[str, dict[Any, int]]:
        """How many matching documents have each value of each field."""
        asked = {name: {"terms": {"field": name, "size": _MOST_VALUES}} for name in fields}
        if not asked:
            return {}
        answer = self._documents_now.aggregate(query, asked)
        return {
            name: {
                int(bucket["key"]) if isinstance(bucket["key"], float) else bucket["key"]: int(
                    bucket["doc_count"]
                )
                for bucket in answer[name]["buckets"]
            }
            for name in asked
        }

    def knows(self, word: str, filters: Filters) -> bool:
        """Whether a document that this person may see has the word."""
        having = sum(count for count, _word in self.known([word]))
        if not having:
            return False
        return having > self._left_out(filters) or self.visible_frequency(word, filters) > 0

    def _left_out(self, filters: Filters) -> int:
        """Documents in the files that the filters keep out, those withdrawn since among them. A word
        that more have is in one that is let through: it needs no counting."""
        let_through = self._counted(("every", filters), lambda: self.matcher.everything(filters))
        frequency = self._documents_now.doc_freq
        return sum(frequency("archived", value) for value in (0, 1)) - let_through

    @guarded
    def known(self, words: Iterable[str]) -> list[tuple[int, str]]:
        """Of these words those that any document has, seen or not, with how many."""
        frequency = self._documents_now.doc_freq
        return [(count, word) for word in words if (count := frequency("raw", word))]

    def visible_frequency(self, word: str, filters: Filters) -> int:
        """Documents with the word among those the filters let through."""

        def query() -> Query:
            term = Query.term_query(self.matcher.documents, "raw", word, "freq")
            return self.matcher.within(term, filters)

        return self._counted(("word", word, filters), query)

    @guarded
    def completions(self, prefix: str, filters: Filters, limit: int) -> list[str]:
        """The commonest words that begin so, in documents that this person may see."""
        seen = self.matcher.everything(filters) if filters.hidden_areas else None
        found = self._documents_now.terms_with_prefix("raw", prefix, filter_query=seen)
        found.sort(key=lambda pair: (-pair[1], pair[0]))
        return [term for term, _count in found[:limit]]

    @property
    def documents(self) -> int:
        """How many documents are kept, for status lines."""
        return max(0, int(self._documents_now.num_docs) - 1)

    @guarded
    def state(self) -> dict[str, Any]:
        """What the last commit said of the change log. Raises Unreadable."""
        query = Query.term_query(self.matcher.documents, "ref", schema.CURSOR_REF)
        hits = self._documents_now.search(query, 1, count=False).hits
        if not hits:
            raise Unreadable(f"{self.path}: nothing says how far it got")
        stored = self._documents_now.doc(hits[0][1]).get_first("state")
        state: dict[str, Any] = json.loads(str(stored))
        return state
