"""A person's words as the engine's queries: what to rank by, what to keep out.

Two stages. The first ranks every document by one score per field, any term counting. The second
looks at the best CANDIDATES only and adds what would be dear for all of them: unstemmed forms, word
pairs, 4-letter pieces, and the best passage. What each step adds was measured; see WEIGHTS.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import tantivy
from tantivy import Occur, Query

from knowledge.search import analysis, schema

CANDIDATES: Final = 100
MAX_QUERY_WORDS: Final = 32
WEIGHTS: Final = {
    "title": 3.0,
    "questions": 3.0,
    "short": 1.0,
    "topics": 0.8,
    "body": 1.0,
    "raw": 0.3,
    "grams": 0.2,
    "body_pairs": 0.25,
    "title_pairs": 0.3,
    "passage": 1.0,
}
TOLD: Final = {"customer": "told_customer", "partner": "told_partner"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What results must have. Empty means any; `hidden_areas` do not exist for the person.

    `told` is "customer" or "partner": only text that may be told to them is searched.
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

    @property
    def wants_archived(self) -> bool:
        """Archived documents are found only when asked for."""
        return "archived" in self.confidences


@dataclass(frozen=True, slots=True)
class Asked:
    """The words that count: folded, repaired, without stop words; at most MAX_QUERY_WORDS."""

    words: tuple[str, ...]
    language: str
    completions: tuple[str, ...] = ()

    def forms(self, word: str) -> tuple[str, ...]:
        """The stems under which documents may keep one of the words."""
        codes = analysis.LANGUAGES if self.language == analysis.UNKNOWN else (self.language,)
        forms = [analysis.stem(word, code) for code in codes]
        if self.completions and word == self.words[-1]:
            forms += [analysis.stem(c, code) for c in self.completions for code in codes]
        return tuple(dict.fromkeys(forms))

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


def weighted(
    of: tantivy.Schema, field: str, terms: Iterable[str], weight: float
) -> list[tuple[Occur, Query]]:
    """Any of the terms in the field, each scored by BM25 × weight."""
    return [
        (Occur.Should, Query.boost_query(Query.term_query(of, field, term, "freq"), weight))
        for term in terms
    ]


def chosen(of: tantivy.Schema, refs: Sequence[int]) -> Query:
    """These documents, each scored 1. For a hundred of them six times faster than a term set."""
    each = [(Occur.Should, Query.term_query(of, "ref", ref, "basic")) for ref in refs]
    return Query.const_score_query(Query.boolean_query(each), 1.0)


class Matcher:
    """Builds queries for one schema pair."""

    def __init__(self, documents: tantivy.Schema, passages: tantivy.Schema) -> None:
        self.documents = documents
        self.passages = passages

    def first(self, asked: Asked, filters: Filters) -> Query:
        """Every document with any of the words, ranked by its fields."""
        stems = asked.all_stems()
        told = TOLD.get(filters.told)
        clauses: list[tuple[Occur, Query]] = []
        for field in (told,) if told else schema.TEXT_FIELDS:
            weight = WEIGHTS.get(field, 1.0)
            clauses += weighted(self.documents, field, stems, weight)
        return self.within(Query.boolean_query(clauses), filters)

    def answering(self, asked: Asked, filters: Filters) -> Query:
        """Documents with at least half of the words: those that are counted as answers."""
        fields = (TOLD[filters.told],) if filters.told else schema.TEXT_FIELDS
        clauses = []
        for word in dict.fromkeys(asked.words):
            forms = asked.forms(word)
            either = [q for field in fields for q in weighted(self.documents, field, forms, 1.0)]
            clauses.append((Occur.Should, Query.boolean_query(either)))
        least = max(1, (len(clauses) + 1) // 2)
        some = Query.boolean_query(clauses, minimum_number_should_match=least)
        return self.within(some, filters)

    def pieces(self, asked: Asked, filters: Filters) -> Query:
        """Documents with the bare words or half of their pieces: when no stem is known.

        So that stop words alone, and parts of words, find something too.
        """
        grams = dict.fromkeys(gram for word in asked.words for gram in analysis.grams(word))
        clauses = weighted(self.documents, "grams", grams, WEIGHTS["grams"])
        least = max(1, (len(grams) + 1) // 2)
        half = Query.boolean_query(clauses, minimum_number_should_match=least)
        bare = weighted(self.documents, "raw", dict.fromkeys(asked.words), WEIGHTS["raw"])
        return self.within(Query.boolean_query([(Occur.Should, half), *bare]), filters)

    def second(self, asked: Asked, refs: Sequence[int], told: str = "") -> Query:
        """What is added to the scores of these documents (plus 1 for each)."""
        these = (Occur.Must, chosen(self.documents, refs))
        return Query.boolean_query([these, *self._support(asked, TOLD.get(told))])

    def _support(self, asked: Asked, told: str | None) -> list[tuple[Occur, Query]]:
        pairs = asked.pairs()
        if told:
            return self._pairs(told, pairs, WEIGHTS["body_pairs"])
        words = dict.fromkeys(asked.words)
        grams = dict.fromkeys(gram for word in words for gram in analysis.grams(word))
        return [
            *weighted(self.documents, "raw", words, WEIGHTS["raw"]),
            *weighted(self.documents, "grams", grams, WEIGHTS["grams"]),
            *self._pairs("body", pairs, WEIGHTS["body_pairs"]),
            *self._pairs("title", pairs, WEIGHTS["title_pairs"]),
            *self._pairs("questions", pairs, WEIGHTS["title_pairs"]),
        ]

    def _pairs(
        self, field: str, pairs: Iterable[tuple[str, str]], weight: float
    ) -> list[tuple[Occur, Query]]:
        return [
            (
                Occur.Should,
                Query.boost_query(Query.phrase_query(self.documents, field, list(pair)), weight),
            )
            for pair in sorted(pairs)
        ]

    def bodies(self, asked: Asked, refs: Sequence[int]) -> Query:
        """The bodies alone of these documents (scores plus 1)."""
        words = weighted(self.documents, "body", asked.all_stems(), 1.0)
        return Query.boolean_query([(Occur.Must, chosen(self.documents, refs)), *words])

    def passages_of(self, asked: Asked, refs: Sequence[int], told: str) -> Query:
        """The passages of these documents that hold any of the words (scores plus 1)."""
        words = Query.boolean_query(weighted(self.passages, "text", asked.all_stems(), 1.0))
        clauses = [
            (Occur.Must, chosen(self.passages, refs)),
            (Occur.Must, words),
        ]
        if told:
            levels = {"customer": ["customer"], "partner": ["customer", "partner"]}[told]
            clauses.append((Occur.Must, self._one_of("audience", levels, self.passages)))
        return Query.boolean_query(clauses)

    def everything(self, filters: Filters) -> Query:
        """All documents the filters let through."""
        return self.within(Query.all_query(), filters)

    def within(self, query: Query, filters: Filters) -> Query:
        """The query, kept to what the filters allow; they add nothing to a score."""
        clauses = [(Occur.Must, query)]
        for field, wanted in (
            ("area", filters.areas),
            ("topic", filters.topics),
            ("person", filters.people),
            ("kind", filters.kinds),
            ("article_kind", filters.article_kinds),
            ("language", filters.languages),
            ("confidence", filters.confidences),
        ):
            if wanted:
                clauses.append((Occur.Must, self._one_of(field, sorted(wanted), self.documents)))
        clauses += self._kept_out(filters)
        return Query.boolean_query(clauses)

    def _kept_out(self, filters: Filters) -> list[tuple[Occur, Query]]:
        state = Query.term_query(self.documents, "ref", schema.CURSOR_REF)
        out = [(Occur.MustNot, state)]
        if filters.hidden_areas:
            hidden = Query.term_set_query(self.documents, "area", sorted(filters.hidden_areas))
            out.append((Occur.MustNot, hidden))
        if not filters.wants_archived:
            out.append((Occur.MustNot, Query.term_query(self.documents, "archived", 1)))
        return out

    def _one_of(self, field: str, values: Sequence[int | str], of: tantivy.Schema) -> Query:
        return Query.const_score_query(Query.term_set_query(of, field, list(values)), 0.0)
