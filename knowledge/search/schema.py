"""What the index keeps of a document: two tantivy schemas, and how a document fills them.

Two indexes, because an engine's statistics (documents, mean length) are of a whole index: passages
beside documents would bend both. Text is analysed here and handed over as terms between spaces.

documents: one entry each. Searched text: title, questions, short, body, topics (stems), learned (stems
    of what people typed who then copied from it), raw (folded words), grams (4-letter pieces of all),
    title_grams (3-letter pieces of title and questions), told_customer and told_partner (stems of
    what may be told); each stem once, for counting alone (HELD). `area` holds the areas a document
    stands in and all above, to choose and to count; `closing_area` only the former, which decide who
    may find it. `standing` and `changed` are numbers that adjust the order.
passages: one entry for each passage or 120-word piece of a long one, joined by `ref`.

`ref` is one number for kind and id, so that joining and deleting need no text. Names of areas,
people and topics are not kept: they are asked for when a result is shown.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Final

import tantivy

from knowledge.search import analysis
from knowledge.search.registry import Document, PassageDocument

VERSION: Final = 6
"""Raise it whenever fields or analysis change: every node then rebuilds its index."""

TEXT_FIELDS: Final = ("title", "questions", "short", "body", "topics")
NAMED_FIELDS: Final = ("title", "questions", "topics")
"""What says what a document is about: searched too when only text that may be told is. Nobody is
shown these words who may not see them, and no customer is told them by being found by them."""

PIECE_WORDS: Final = 120
TITLE_GRAM: Final = 3
BETWEEN: Final = "|"
"""Stands between the texts of `raw`, so that no phrase begins in one and ends in the next."""

HELD: Final = {"": "held", "customer": "held_customer", "partner": "held_partner"}
"""Fields with each stem that a document holds, once: in all its text, or in what it is called and what
may be told to whom, empty where no passage may. What matches is counted by one of them instead of by
six."""

CURSOR_REF: Final = 0

CONFIDENCES: Final = ("work_in_progress", "not_validated", "validated", "archived")

_EPOCH: Final = date(1970, 1, 1).toordinal()
_KIND_BITS: Final = 15
_ID_BITS: Final = 48


def ref_of(kind: str, object_id: int) -> int:
    """One number for a document of a kind. Raises ValueError beyond 2^48 objects."""
    if not 0 < object_id < 1 << _ID_BITS:
        raise ValueError(f"{kind} {object_id}: an id must fit in {_ID_BITS} bits")
    return (kind_code(kind) << _ID_BITS) | object_id


def kind_code(kind: str) -> int:
    """A number from the kind's name alone, the same in every process; never 0."""
    return zlib.crc32(kind.encode()) % ((1 << _KIND_BITS) - 1) + 1


def key_code(key: str) -> int:
    """A number from a passage's key, to be read without fetching what is stored."""
    return zlib.crc32(key.encode())


def split_ref(ref: int) -> tuple[int, int]:
    """The kind's code and the object's id."""
    return ref >> _ID_BITS, ref & ((1 << _ID_BITS) - 1)


def day_number(moment: datetime | date | None) -> int:
    """Days since 1970-01-01; 0 when there is none, or it lies before."""
    return max(0, moment.toordinal() - _EPOCH) if moment else 0


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a document adjusts its place: packed into one number, read for the best hits only.

    `confidence` and `language` are places in CONFIDENCES and LANGUAGES (0: none of them),
    `verified` a day number, `uses` eighths of log2(1 + uses).
    """

    confidence: int = 0
    language: int = 0
    verified: int = 0
    uses: int = 0

    def packed(self) -> int:
        """Bits: uses 8, verified 20, language 4, confidence 4."""
        return (((self.uses << 20 | self.verified) << 4) | self.language) << 4 | self.confidence

    @classmethod
    def unpacked(cls, number: int) -> Standing:
        return cls(number & 15, number >> 4 & 15, number >> 8 & 0xFFFFF, number >> 28)


def standing_of(document: Document) -> Standing:
    """Of a document as it is handed over."""
    return Standing(
        confidence=_place(document.confidence, CONFIDENCES),
        language=_place(document.language, analysis.LANGUAGES),
        verified=day_number(document.verified_at),
        uses=min(255, round(8 * math.log2(1 + max(0.0, document.uses)))),
    )


def _place(value: str, among: Sequence[str]) -> int:
    return among.index(value) + 1 if value in among else 0


@lru_cache(maxsize=1)
def document_schema() -> tantivy.Schema:
    """The schema of whole documents."""
    builder = tantivy.SchemaBuilder()
    for name in (*TEXT_FIELDS, "told_customer", "told_partner", "raw"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="position")
    for name in ("grams", "title_grams", "learned"):
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="freq")
    for name in HELD.values():
        builder.add_text_field(name, tokenizer_name="whitespace", index_option="basic")
    for name in ("area", "topic", "person"):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_unsigned_field("closing_area", indexed=True)
    for name in ("kind", "language", "confidence", "article_kind", "audience"):
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("archived", indexed=True, fast=True)
    builder.add_unsigned_field("changed", indexed=True, fast=True)
    builder.add_unsigned_field("standing", fast=True)
    builder.add_unsigned_field("ref", indexed=True, fast=True)
    builder.add_text_field("state", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


@lru_cache(maxsize=1)
def passage_schema() -> tantivy.Schema:
    """The schema of passages."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="freq")
    builder.add_unsigned_field("key", fast=True)
    builder.add_text_field("audience", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("ref", indexed=True, fast=True)
    builder.add_text_field("state", stored=True, tokenizer_name="raw", index_option="basic")
    return builder.build()


def entries(document: Document) -> tuple[tantivy.Document, list[tantivy.Document]]:
    """A document and its passages, analysed once, in its language."""
    said = _Said(document)
    return _document_entry(document, said), list(_passage_entries(document, said))


class _Said:
    """A document's texts, analysed: title, short answer, customers' phrasings, topics, then heading and
    text of each passage. `words` and `terms` are those of each passage, both together."""

    __slots__ = ("passages_at", "terms", "texts", "topics_at", "words")

    def __init__(self, document: Document) -> None:
        texts = [document.title, document.short_answer, *document.questions, *document.topics]
        self.topics_at = 2 + len(document.questions)
        self.passages_at = len(texts)
        for part in document.passages:
            texts += part.heading, part.text
        self.texts = said = analysis.Spoken(texts, document.language)
        starts = range(self.passages_at, len(texts), 2)
        self.words = [said.words_of(start, start + 2) for start in starts]
        self.terms = [said.terms_of(start, start + 2) for start in starts]

    def held_by(self, passage: int) -> Sequence[str]:
        """The terms of a passage as they stand in tokens."""
        start = self.passages_at + 2 * passage
        return self.texts.terms_between(start, start + 2)

    def pieces(self, passage: int, language: str) -> Sequence[str]:
        """The terms of a passage; of a long one for each PIECE_WORDS words of its text, with its heading
        before each."""
        whole = self.terms[passage]
        if self.words[passage].count(" ") <= PIECE_WORDS:
            return (whole,)
        start = self.passages_at + 2 * passage
        words = self.texts.words_of(start + 1, start + 2).split()
        count = round(len(words) / PIECE_WORDS)
        if count <= 1:
            return (whole,)
        heading = self.texts.terms_of(start, start + 1)
        size = -(-len(words) // count)
        cut = (words[first : first + size] for first in range(0, len(words), size))
        return [heading + " ".join(analysis.content_terms(some, language)) for some in cut]


def _document_entry(document: Document, said: _Said) -> tantivy.Document:
    texts, body = said.texts, "".join(said.words)
    title = texts.words_of(0, 1)
    named_at = int(_only_repeats(title, body))
    spans = {
        "title": (0, 1 - named_at),
        "questions": (2, said.topics_at),
        "short": (1 - named_at, 2),
        "topics": (said.topics_at, said.passages_at),
    }
    entry = tantivy.Document()
    for name, span in spans.items():
        if terms := texts.terms_of(*span):
            entry.add_text(name, terms)
    entry.add_text("body", "".join(said.terms))
    words = [texts.words_of(*span) for span in spans.values()]
    entry.add_text("raw", f"{BETWEEN} ".join([*words, body]))
    entry.add_text("grams", "".join(texts.grams))
    in_names = f"{words[0]}{words[1]}".split()
    entry.add_text("title_grams", analysis.gram_text(in_names, document.language, TITLE_GRAM))
    learned = [t for part in document.passages for t in _learned_terms(part, document.language)]
    entry.add_text("learned", " ".join(learned))
    entry.add_text(HELD[""], "".join({*texts.terms, *(f"{term} " for term in learned)}))
    names = {*texts.terms_between(named_at, 1), *texts.terms_between(2, said.passages_at)}
    _add_told(entry, document, said, names)
    _add_facts(entry, document)
    return entry


def _learned_terms(part: PassageDocument, language: str) -> list[str]:
    """What people typed who then copied this passage."""
    return [t for typed in part.learned for t in analysis.terms(analysis.words(typed), language)]


def _only_repeats(title: str, body: str) -> bool:
    """A text without a title is given its first words: they weigh as a short answer."""
    return body != title and body.startswith(title)


def _add_told(entry: tantivy.Document, document: Document, said: _Said, names: set[str]) -> None:
    """What may be told to a customer and to a partner, each as one field; `names` are the terms of
    what the document is called."""
    audiences = [part.audience for part in document.passages]
    for level, field, levels in (
        ("customer", "told_customer", ("customer",)),
        ("partner", "told_partner", ("customer", "partner")),
    ):
        told = [number for number, audience in enumerate(audiences) if audience in levels]
        end = int(document.title_audience in levels)
        if said.texts.words_of(0, end) or any(said.words[number] for number in told):
            terms = "".join([said.terms[number] for number in told])
            entry.add_text(field, said.texts.terms_of(0, end) + terms)
        if told:
            held = names.union(said.texts.terms_between(0, end), *map(said.held_by, told))
            entry.add_text(HELD[level], "".join(held))


def _add_facts(entry: tantivy.Document, document: Document) -> None:
    closing = document.closing_area_ids
    for field, ids in (
        ("area", document.area_ids),
        ("closing_area", document.area_ids if closing is None else closing),
        ("topic", document.topic_ids),
        ("person", document.people_ids),
    ):
        for number in ids:
            entry.add_unsigned(field, number)
    for field, value in (
        ("kind", document.kind),
        ("language", document.language),
        ("confidence", document.confidence),
        ("article_kind", document.article_kind),
    ):
        if value:
            entry.add_text(field, value)
    for audience in sorted({part.audience for part in document.passages}):
        entry.add_text("audience", audience)
    entry.add_unsigned("archived", int(document.archived))
    entry.add_unsigned("changed", day_number(document.changed_at))
    entry.add_unsigned("standing", standing_of(document).packed())
    entry.add_unsigned("ref", ref_of(document.kind, document.object_id))


def _passage_entries(document: Document, said: _Said) -> Iterator[tantivy.Document]:
    """Each passage; a long one in pieces of about PIECE_WORDS words under the same key."""
    ref = ref_of(document.kind, document.object_id)
    for number, part in enumerate(document.passages):
        for terms in said.pieces(number, document.language):
            entry = tantivy.Document()
            entry.add_text("text", terms)
            entry.add_unsigned("key", key_code(part.key))
            entry.add_text("audience", part.audience)
            entry.add_unsigned("ref", ref)
            yield entry


def state_entry(state: str) -> tantivy.Document:
    """The one entry that says how far the change log is followed; committed with what it tells of."""
    entry = tantivy.Document()
    entry.add_unsigned("ref", CURSOR_REF)
    entry.add_text("state", state)
    return entry
