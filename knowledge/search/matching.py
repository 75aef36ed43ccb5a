"""A person's words as the engine's queries: what to rank by, what to keep out.

Two stages. The first ranks every document by one score per field, any term counting. The second
looks at the best CANDIDATES only and adds what would be dear for all of them: unstemmed forms, word
pairs, pieces of words, and the best passage. What each step adds was measured: search/README.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import tantivy
from tantivy import FieldType, Occur, Query

from knowledge.search import analysis, schema
from knowledge.search.asking import Asked, Demand, Filters

CANDIDATES: Final = 100
WEIGHTS: Final = {
    "title": 2.2,
    "questions": 2.2,
    "short": 0.8,
    "topics": 0.8,
    "body": 0.6,
    "learned": 0.6,
    "raw": 0.45,
    "grams": 0.35,
    "title_grams": 0.3,
    "body_pairs": 0.2,
    "title_pairs": 0.3,
    "passage": 1.0,
    "part": 2.0,
    "other_words": 0.7,
}
"""Of each field's BM25; `other_words` multiplies those for what a word may also be read as."""

ANSWER_FIELDS: Final = (*schema.TEXT_FIELDS, "learned")
TOLD: Final = {"customer": "told_customer", "partner": "told_partner"}
TOLD_LEVELS: Final = {"customer": ["customer"], "partner": ["customer", "partner"]}
NAMED_FIELDS: Final = ("title", "questions", "topics")
"""What says what a document is about: searched too when only text that may be told is. Nobody is
shown these words who may not see them, and no customer is told them by being found by them."""


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
        fields = _fields(filters)
        clauses: list[tuple[Occur, Query]] = []
        for field in fields:
            clauses += weighted(self.documents, field, stems, WEIGHTS.get(field, 1.0))
        for reading in asked.readings:
            clauses += self._reading(asked, reading.words, fields, WEIGHTS["other_words"])
        if not filters.told:
            clauses += [(Occur.Should, self.inside(part)) for part in sorted(asked.parts)]
        return self.within(Query.boolean_query(clauses), filters)

    def _reading(
        self, asked: Asked, words: Sequence[str], fields: Iterable[str], share: float
    ) -> list[tuple[Occur, Query]]:
        """One word as a term, several as a phrase, in each field."""
        clauses: list[tuple[Occur, Query]] = []
        for stems in sorted(asked.sequences(words)):
            for field in fields:
                weight = WEIGHTS.get(field, 1.0) * share
                if len(stems) == 1:
                    clauses += weighted(self.documents, field, stems, weight)
                elif field != "learned":
                    clauses += self._phrases(field, [stems], weight)
        return clauses

    def inside(self, part: str) -> Query:
        """Documents with a word that has `part` inside, as its pieces tell.

        A regular expression would be exact, and takes a hundred times as long to build.
        """
        all_of_them = Query.boolean_query(
            [
                (Occur.Must, Query.term_query(self.documents, "grams", gram, "basic"))
                for gram in dict.fromkeys(analysis.grams(part)[1:-1])
            ]
        )
        return Query.const_score_query(all_of_them, WEIGHTS["part"])

    def having(self, asked: Asked, word: str, filters: Filters) -> Query:
        """Documents that hold one of the query's words, in whatever form or reading."""
        fields = _fields(filters)
        clauses = [
            clause
            for field in fields
            for clause in weighted(self.documents, field, asked.forms(word), 1.0)
        ]
        for words in asked.read_as(word):
            clauses += self._reading(asked, words, fields, 1.0)
        if word in asked.parts and not filters.told:
            clauses.append((Occur.Should, self.inside(word)))
        return Query.boolean_query(clauses)

    def answering(self, asked: Asked, filters: Filters, demand: Demand) -> Query:
        """The good matches: those that hold enough of the informative words."""
        clauses = [
            (
                Occur.Must if word == demand.always else Occur.Should,
                self.having(asked, word, filters),
            )
            for word in demand.informative
        ]
        least = demand.least if not demand.always else 0
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

    def second(self, asked: Asked, refs: Sequence[int], told: str = "") -> list[Query]:
        """What is added to the scores of these documents; each query adds 1 to each beside.

        Several queries, because the engine reads whole blocks of every list in a union: one query
        for all took half as long again.
        """
        these = (Occur.Must, chosen(self.documents, refs))
        return [Query.boolean_query([these, *clauses]) for clauses in self._support(asked, told)]

    def _support(self, asked: Asked, told: str) -> list[list[tuple[Occur, Query]]]:
        pairs = sorted(asked.pairs())
        words = dict.fromkeys(asked.words)
        in_titles = [
            *self._phrases("title", pairs, WEIGHTS["title_pairs"]),
            *self._phrases("questions", pairs, WEIGHTS["title_pairs"]),
        ]
        title_pieces = self._pieces_of(words, "title_grams", schema.TITLE_GRAM)
        if told:
            in_text = self._phrases(TOLD[told], pairs, WEIGHTS["body_pairs"])
            return [clauses for clauses in (title_pieces, [*in_titles, *in_text]) if clauses]
        raw = weighted(self.documents, "raw", words, WEIGHTS["raw"])
        pieces = self._pieces_of(words, "grams", analysis.GRAM)
        in_text = self._phrases("body", pairs, WEIGHTS["body_pairs"])
        every = (title_pieces, pieces, [*raw, *in_titles], in_text)
        return [clauses for clauses in every if clauses]

    def _pieces_of(self, words: Iterable[str], field: str, size: int) -> list[tuple[Occur, Query]]:
        grams = dict.fromkeys(gram for word in words for gram in analysis.grams(word, size))
        return weighted(self.documents, field, grams, WEIGHTS[field])

    def _phrases(
        self, field: str, sequences: Iterable[Sequence[str]], weight: float
    ) -> list[tuple[Occur, Query]]:
        return [
            (
                Occur.Should,
                Query.boost_query(Query.phrase_query(self.documents, field, list(words)), weight),
            )
            for words in sequences
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
            levels = self._one_of("audience", TOLD_LEVELS[told], self.passages)
            clauses.append((Occur.Must, levels))
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
        clauses += self._kept_in(filters)
        clauses += self._kept_out(filters)
        return Query.boolean_query(clauses)

    def _kept_in(self, filters: Filters) -> list[tuple[Occur, Query]]:
        clauses = []
        if filters.told:
            levels = self._one_of("audience", TOLD_LEVELS[filters.told], self.documents)
            clauses.append((Occur.Must, levels))
        if filters.since:
            day = schema.day_number(filters.since)
            changed = Query.range_query(self.documents, "changed", FieldType.Unsigned, day, None)
            clauses.append((Occur.Must, changed))
        for words in filters.phrases:
            exact = Query.const_score_query(self._exactly(words, filters.told), 0.0)
            clauses.append((Occur.Must, exact))
        return clauses

    def _exactly(self, words: Sequence[str], told: str) -> Query:
        """These words in this order. In what may be told only stems are kept: those in a row."""
        if not told:
            return self._in_a_row("raw", words)
        rows = [
            (Occur.Should, self._in_a_row(TOLD[told], stems))
            for code in analysis.LANGUAGES
            if (stems := analysis.terms(words, code))
        ]
        return Query.boolean_query(rows)

    def _in_a_row(self, field: str, words: Sequence[str]) -> Query:
        if len(words) == 1:
            return Query.term_query(self.documents, field, words[0], "basic")
        return Query.phrase_query(self.documents, field, list(words))

    def _without(self, words: Sequence[str]) -> list[tuple[Occur, Query]]:
        """One word is kept out in all its forms, several only as they stand."""
        if len(words) > 1:
            return [(Occur.MustNot, self._in_a_row("raw", words))]
        forms = {words[0], *(analysis.stem(words[0], code) for code in analysis.LANGUAGES)}
        return [
            (Occur.MustNot, Query.term_query(self.documents, field, form, "basic"))
            for field in ("raw", *schema.TEXT_FIELDS)
            for form in sorted(forms)
        ]

    def _kept_out(self, filters: Filters) -> list[tuple[Occur, Query]]:
        state = Query.term_query(self.documents, "ref", schema.CURSOR_REF)
        out = [(Occur.MustNot, state)]
        for words in filters.excluded:
            out += self._without(words)
        if filters.hidden_areas:
            hidden = Query.term_set_query(
                self.documents, "closing_area", sorted(filters.hidden_areas)
            )
            out.append((Occur.MustNot, hidden))
        if not filters.wants_archived:
            out.append((Occur.MustNot, Query.term_query(self.documents, "archived", 1)))
        return out

    def _one_of(self, field: str, values: Sequence[int | str], of: tantivy.Schema) -> Query:
        return Query.const_score_query(Query.term_set_query(of, field, list(values)), 0.0)


def _fields(filters: Filters) -> tuple[str, ...]:
    return (*NAMED_FIELDS, TOLD[filters.told]) if filters.told else ANSWER_FIELDS
