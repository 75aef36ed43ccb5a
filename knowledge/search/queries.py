"""Searching for a person: results, counts and completions, all within what that person may see."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from django.utils.safestring import SafeString

from accounts.permissions import hidden_area_ids
from knowledge.search import analysis, generations, registry, schema
from knowledge.search.engine import FACETS, Generation, Hit, Unreadable
from knowledge.search.generations import Progress
from knowledge.search.matching import Asked, Filters
from knowledge.search.registry import PassageView, Presentation
from knowledge.search.snippets import snippet
from knowledge.search.wording import Repair, Understood, understand
from knowledge.ui.page import Paging, page_numbers

if TYPE_CHECKING:
    from accounts.models import User

PER_PAGE: Final = 10
TOLD_LEVELS: Final = {"customer": ("customer",), "partner": ("customer", "partner")}
_FIELD_OF: Final = {
    "area": "areas",
    "topic": "topics",
    "kind": "kinds",
    "article_kind": "article_kinds",
    "language": "languages",
    "confidence": "confidences",
}

Counts = Mapping[str, Mapping[Any, int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What is asked. `exactly` repairs no word; `facets` counts what filters would leave."""

    query: str
    filters: Filters = field(default_factory=Filters)
    page: int = 1
    per_page: int = PER_PAGE
    exactly: bool = False
    facets: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One document with its best passage, as this person may see them now."""

    presentation: Presentation
    passage: PassageView | None
    snippet: SafeString
    score: float
    answers: bool

    @property
    def audience(self) -> str:
        """Who may be told the passage."""
        return self.passage.audience if self.passage else "internal"

    @property
    def copy_url(self) -> str:
        """Where the copy key posts; "" when the passage may not be told to a customer."""
        return self.passage.copy_url if self.passage else ""

    @property
    def plain(self) -> str:
        """The whole passage."""
        return self.passage.plain if self.passage else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """The answer to a SearchRequest. `total` counts documents with at least half of the words;
    the others, which only come near, stand after them."""

    key: UUID
    query: str
    total: int = 0
    paging: Paging[Result]
    facets: Counts = field(default_factory=dict)
    corrected: str = ""
    repairs: tuple[Repair, ...] = ()
    took_ms: float = 0.0
    is_available: bool = True
    progress: Progress | None = None

    @property
    def search_id(self) -> str:
        """What copy keys and links carry, so that their outcome is told to this search."""
        return str(self.key)

    @property
    def results(self) -> Sequence[Result]:
        return self.paging.items

    @property
    def answers(self) -> list[Result]:
        """Of this page, those that have enough of the words."""
        return [result for result in self.results if result.answers]

    @property
    def nearest(self) -> list[Result]:
        """Of this page, those that only come near."""
        return [result for result in self.results if not result.answers]


def search(user: User, asked: SearchRequest) -> SearchResults:
    """The best documents for a person's words. Never raises for any words."""
    began = time.perf_counter()
    try:
        index = generations.reader.index()
    except Unreadable:
        return _nothing(asked, is_available=False)
    filters = replace(asked.filters, hidden_areas=hidden_area_ids(user))
    language = getattr(user, "interface_language", "") or analysis.UNKNOWN
    read = understand(asked.query, index, filters, language=language, exactly=asked.exactly)
    if not read.asked.words:
        return _nothing(asked)
    found = index.search(read.asked, filters)
    ordered, answering = _in_order(index, read.asked, filters, found.hits)
    answers = index.matcher.answering(read.asked, filters)
    total = len(answering)
    if total == len(ordered):
        total = index.count(answers)
    paging = _paging(asked, ordered)
    shown = _present(user, paging.items, read.asked, filters, answering)
    return SearchResults(
        key=uuid4(),
        query=asked.query,
        total=total,
        paging=_with(paging, shown),
        facets=_facets(index, read.asked, filters) if asked.facets else {},
        corrected=_corrected(asked.query, read),
        repairs=read.repairs,
        took_ms=(time.perf_counter() - began) * 1000,
        progress=generations.progress(),
    )


def complete(user: User, typed: str, limit: int = 5) -> list[str]:
    """Words that the last word may become, the commonest first; folded, from visible documents."""
    words = analysis.words(typed[:400])
    if not words or not typed[-1:].isalnum():
        return []
    try:
        index = generations.reader.index()
    except Unreadable:
        return []
    filters = Filters(hidden_areas=hidden_area_ids(user))
    return [word for word in index.completions(words[-1], filters, limit + 1) if word != words[-1]]


def _nothing(asked: SearchRequest, *, is_available: bool = True) -> SearchResults:
    return SearchResults(
        key=uuid4(),
        query=asked.query,
        paging=_with(_paging(asked, []), []),
        is_available=is_available,
        progress=generations.progress(),
    )


def _in_order(
    index: Generation, asked: Asked, filters: Filters, hits: Sequence[Hit]
) -> tuple[list[Hit], set[int]]:
    """Those with enough of the words first, each group by score."""
    answering = index.answering(asked, filters, [hit.ref for hit in hits])
    return sorted(hits, key=lambda hit: hit.ref not in answering), answering


def _paging(asked: SearchRequest, hits: list[Hit]) -> Paging[Hit]:
    pages = max(1, -(-len(hits) // asked.per_page))
    number = min(max(1, asked.page), pages)
    start = (number - 1) * asked.per_page
    items = hits[start : start + asked.per_page]
    return Paging(
        items=items,
        number=number,
        pages=pages,
        total=len(hits),
        first=start + 1 if items else 0,
        last=start + len(items),
        numbers=page_numbers(number, pages),
    )


def _with(paging: Paging[Hit], results: Sequence[Result]) -> Paging[Result]:
    """The same page of the list, of what is shown for its hits."""
    return Paging(
        items=results,
        number=paging.number,
        pages=paging.pages,
        total=paging.total,
        first=paging.first,
        last=paging.last,
        numbers=paging.numbers,
    )


def _present(
    user: User, hits: Sequence[Hit], asked: Asked, filters: Filters, answering: set[int]
) -> list[Result]:
    """What the person may see of these, from the database and not from the index."""
    known = {schema.kind_code(name): kind for name, kind in registry.kinds().items()}
    wanted: dict[int, list[int]] = defaultdict(list)
    for hit in hits:
        code, number = schema.split_ref(hit.ref)
        wanted[code].append(number)
    seen = {
        (code, number): shown
        for code, numbers in wanted.items()
        if code in known
        for number, shown in known[code].present(numbers, user).items()
    }
    stems = frozenset(asked.all_stems()) | frozenset(asked.words)
    results = []
    for hit in hits:
        presentation = seen.get(schema.split_ref(hit.ref))
        if presentation is not None:
            passage = _best_passage(hit, presentation, filters.told)
            text = passage.plain if passage else ""
            results.append(
                Result(
                    presentation=presentation,
                    passage=passage,
                    snippet=snippet(text, stems, presentation.language),
                    score=hit.score,
                    answers=hit.ref in answering,
                )
            )
    return results


def _best_passage(hit: Hit, presentation: Presentation, told: str) -> PassageView | None:
    """The best of those that are still there and may be told; else the first of them."""
    allowed = {
        key: view
        for key, view in presentation.passages.items()
        if not told or view.audience in TOLD_LEVELS[told]
    }
    for key in hit.passages:
        if key in allowed:
            return allowed[key]
    return next(iter(allowed.values()), None)


def _facets(index: Generation, asked: Asked, filters: Filters) -> Counts:
    """Of each field the values among the answers; a filtered field is counted without its filter,
    so that one more value can be chosen."""
    chosen = {name for name, attribute in _FIELD_OF.items() if getattr(filters, attribute)}
    free = [name for name in FACETS if name not in chosen and name != "audience"]
    counts = dict(index.facets(index.matcher.answering(asked, filters), free))
    for name in chosen:
        nothing: dict[str, Any] = {_FIELD_OF[name]: frozenset()}
        without = replace(filters, **nothing)
        counts |= index.facets(index.matcher.answering(asked, without), [name])
    counts["audience"] = {
        told: index.count(index.matcher.answering(asked, replace(filters, told=told)))
        for told in TOLD_LEVELS
    }
    return counts


def _corrected(query: str, read: Understood) -> str:
    """The query with its repaired words put right; "" when nothing was repaired."""
    if not read.repairs:
        return ""
    better = {repair.typed: repair.read for repair in read.repairs}
    plain = analysis.compose(query)
    pieces, end = [], 0
    for start, stop, parts in analysis.spans(plain):
        if parts and any(part in better for part in parts):
            pieces += [plain[end:start], " ".join(better.get(part, part) for part in parts)]
            end = stop
    return "".join([*pieces, plain[end:]])
