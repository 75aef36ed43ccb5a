"""A person's words as the engine's queries: what to rank by, what to keep out.

Two stages. The first ranks every document by one score per field, any term counting. The second
looks at the best CANDIDATES only and adds what would be dear for all of them: unstemmed forms, word
pairs, pieces of words, and the best passage. What each step adds was measured: search/README.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

import tantivy
from tantivy import FieldType, Occur, Query

from knowledge.search import analysis, schema
from knowledge.search.asking import Asked, Demand, Filters
from knowledge.search.nesting import any_of, at_least, chosen

CANDIDATES: Final = 100
WEIGHTS: Final = {
    "title": 2.2,
    "questions": 2.2,
    "short": 0.8,
    "topics": 0.8,
    "body": 0.6,
    "learned": 0.6,
    "raw": 0.45,
    "grams": 0.63,
    "title_grams": 0.54,
    "body_pairs": 0.2,
    "title_pairs": 0.3,
    "passage": 1.0,
    "part": 2.0,
    "other_words": 0.7,
}
"""Of each field's BM25; `other_words` multiplies those for what a word may also be read as."""

GRAM_SIZES: Final = {"grams": analysis.GRAM, "title_grams": schema.TITLE_GRAM}
ANSWER_FIELDS: Final = (*schema.TEXT_FIELDS, "learned")
TOLD: Final = {"customer": "told_customer", "partner": "told_partner"}
TOLD_LEVELS: Final = {"customer": ["customer"], "partner": ["customer", "partner"]}
MOST_UNITED: Final = 32
"""Values of a filter that are looked up one by one."""


class Word(NamedTuple):
    """A term of a field, and what its BM25 is multiplied by."""

    field: str
    term: str
    weight: float


class Pair(NamedTuple):
    """Two neighbouring terms of a field, and what their BM25 is multiplied by."""

    field: str
    terms: tuple[str, str]
    weight: float


def in_a_row(of: tantivy.Schema, field: str, terms: Sequence[str], weight: float) -> Query:
    """Terms that stand so, scored by BM25 × weight."""
    return Query.boost_query(Query.phrase_query(of, field, list(terms)), weight)


def scored(of: tantivy.Schema, word: Word) -> Query:
    """One term, scored by BM25 × its weight."""
    return Query.boost_query(Query.term_query(of, word.field, word.term, "freq"), word.weight)


def asked_pieces(asked: Asked, field: str) -> list[str]:
    """Every second piece of each word: neighbours share all letters but one and say nearly the same
    twice."""
    size = GRAM_SIZES[field]
    pieces = (p for word in asked.words for p in analysis.grams(word, size)[::2])
    return list(dict.fromkeys(pieces))


def weighted(
    of: tantivy.Schema, field: str, terms: Iterable[str], weight: float
) -> list[tuple[Occur, Query]]:
    """Any of the terms in the field, each scored by BM25 × weight."""
    return [(Occur.Should, scored(of, Word(field, term, weight))) for term in terms]


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
                    clauses.append((Occur.Should, in_a_row(self.documents, field, stems, weight)))
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
        terms = [
            Query.term_query(self.documents, form.field, form.term, "basic")
            for form in self.forms_of(asked, word, filters)
        ]
        return any_of([*terms, *self.other_ways(asked, word, filters)])

    def forms_of(self, asked: Asked, word: str, filters: Filters) -> list[Word]:
        """The forms in which documents may hold one of the query's words, wherever they stand."""
        return [Word(schema.HELD[filters.told], form, 1.0) for form in asked.forms(word)]

    def other_ways(self, asked: Asked, word: str, filters: Filters) -> list[Query]:
        """What else holds one of the query's words: a reading, a longer word."""
        ways = [
            query
            for words in asked.read_as(word)
            for _, query in self._reading(asked, words, _fields(filters), 1.0)
        ]
        if word in asked.parts and not filters.told:
            ways.append(self.inside(word))
        return ways

    def answering(self, asked: Asked, filters: Filters, demand: Demand) -> Query:
        """The good matches: those that hold enough of the informative words."""
        if demand.always:
            some = self.having(asked, demand.always, filters)
        else:
            words = [self.having(asked, word, filters) for word in demand.informative]
            some = at_least(demand.least, words)
        return self.within(some, filters, is_told=not asked.readings)

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

    def pieces_of(self, asked: Asked, told: str = "") -> list[Word]:
        """Pieces of the words; of titles alone where only what may be told is searched."""
        return self._pieces(asked, "title_grams" if told else "grams")

    def as_typed(self, asked: Asked, told: str = "") -> list[Word]:
        """Pieces of the words in titles, and the words as they were typed."""
        if told:
            return []
        words = dict.fromkeys(asked.words)
        typed = [Word("raw", word, WEIGHTS["raw"]) for word in words]
        return [*self._pieces(asked, "title_grams"), *typed]

    def _pieces(self, asked: Asked, field: str) -> list[Word]:
        return [Word(field, piece, WEIGHTS[field]) for piece in asked_pieces(asked, field)]

    def pairs(self, asked: Asked, told: str = "") -> list[Pair]:
        """Neighbouring words, in what a document is called and in its text."""
        weights = dict.fromkeys(("title", "questions"), WEIGHTS["title_pairs"])
        weights[TOLD[told] if told else "body"] = WEIGHTS["body_pairs"]
        return [
            Pair(field, stems, weight)
            for field, weight in weights.items()
            for stems in sorted(asked.pairs())
        ]

    def body(self, asked: Asked) -> list[Word]:
        """The words in the text alone, as they are compared with a passage."""
        return [Word("body", stem, 1.0) for stem in asked.all_stems()]

    def words_of_passages(self, asked: Asked) -> list[Word]:
        """What a passage is scored by."""
        return [Word("text", stem, 1.0) for stem in asked.all_stems()]

    def passages_of(self, refs: Sequence[int], told: str) -> Query:
        """The passages of these documents, each scored 0."""
        these = chosen(self.passages, refs, 0.0)
        if not told:
            return these
        levels = self._one_of("audience", TOLD_LEVELS[told], self.passages)
        return Query.boolean_query([(Occur.Must, these), (Occur.Must, levels)])

    def everything(self, filters: Filters) -> Query:
        """All documents the filters let through."""
        state = Query.term_query(self.documents, "ref", schema.CURSOR_REF, "basic")
        every = [(Occur.Must, Query.all_query()), (Occur.MustNot, state)]
        return self.within(Query.boolean_query(every), filters)

    def within(self, query: Query, filters: Filters, *, is_told: bool = False) -> Query:
        """The query, kept to what the filters allow; they add nothing to a score. The one entry that
        is no document has none of the fields that are asked for. `is_told`: the query alone leaves
        out what has no passage to be told, as HELD does."""
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
        if filters.told and not is_told:
            levels = self._one_of("audience", TOLD_LEVELS[filters.told], self.documents)
            clauses.append((Occur.Must, levels))
        clauses += self._kept_in(filters)
        clauses += self._kept_out(filters)
        return Query.boolean_query(clauses)

    def _kept_in(self, filters: Filters) -> list[tuple[Occur, Query]]:
        clauses = []
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

    def _without(self, words: Sequence[str]) -> list[Query]:
        """One word is kept out in all its forms, several only as they stand."""
        if len(words) > 1:
            return [self._in_a_row("raw", words)]
        forms = {words[0], *(analysis.stem(words[0], code) for code in analysis.LANGUAGES)}
        return [
            Query.term_query(self.documents, field, form, "basic")
            for field in ("raw", *schema.TEXT_FIELDS)
            for form in sorted(forms)
        ]

    def _kept_out(self, filters: Filters) -> list[tuple[Occur, Query]]:
        """What is closed, archived or excluded, in one union: it is read once."""
        of = self.documents
        out = [
            Query.term_query(of, "closing_area", area, "basic")
            for area in sorted(filters.hidden_areas)
        ]
        if not filters.wants_archived:
            out.append(Query.term_query(of, "archived", 1, "basic"))
        for words in filters.excluded:
            out += self._without(words)
        return [(Occur.MustNot, any_of(out))] if out else []

    def _one_of(self, field: str, values: Sequence[int | str], of: tantivy.Schema) -> Query:
        """Any of the values. A set is read whole before it is asked, so few values are united."""
        if len(values) > MOST_UNITED:
            return Query.const_score_query(Query.term_set_query(of, field, list(values)), 0.0)
        each = [Query.term_query(of, field, value, "basic") for value in values]
        return Query.const_score_query(any_of(each), 0.0)


def _fields(filters: Filters) -> tuple[str, ...]:
    return (*schema.NAMED_FIELDS, TOLD[filters.told]) if filters.told else ANSWER_FIELDS
