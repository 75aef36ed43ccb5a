"""Searching as a person: what they may see, found, checked again and shown as it stands now."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from accounts.permissions import hidden_area_ids
from knowledge.areas.folding import fold
from knowledge.search import analysis, registry
from knowledge.search.asking import Asked, Demand, Filters
from knowledge.search.closed import closed_wordings
from knowledge.search.counting import count, meanwhile
from knowledge.search.engine import Generation, Hit, Unreadable
from knowledge.search.explaining import explain
from knowledge.search.grammar import Operator, parse
from knowledge.search.learning import copied_after, digest
from knowledge.search.marking import Marker
from knowledge.search.matching import CANDIDATES
from knowledge.search.models import SearchLog
from knowledge.search.operators import apply
from knowledge.search.presenting import TELLABLE, Result, present, shown_as
from knowledge.search.ranking import Taste
from knowledge.search.reader import reader
from knowledge.search.synonyms import vocabulary
from knowledge.search.wording import Repair, Understood, understand

if TYPE_CHECKING:
    from accounts.models import User

PER_PAGE: Final = 10
MOST_COPIED: Final = 2
_GENERATIONS_TRIED: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """What is asked. Empty filters mean any; `offset` and `limit` reach no further than CANDIDATES."""

    words: str
    areas: frozenset[int] = frozenset()
    topics: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    article_kinds: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    confidences: frozenset[str] = frozenset()
    audience: str = ""
    exactly: bool = False
    offset: int = 0
    limit: int = PER_PAGE
    with_facets: bool = False
    explain: bool = False
    extra_synonyms: tuple[tuple[str, str, bool], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResults:
    """What was found. `total` counts good matches (see `asking.demand_of`); what only comes near
    them stands below a line. `facets` count, for each value, the answers with it chosen.

    `unmatched` are words, as typed, that nothing the person may see has; `unread` are operators
    that were read as words; `copied` is what several people copied who searched for the same.
    """

    total: int = 0
    reachable: int = 0
    results: Sequence[Result] = ()
    facets: Mapping[str, Mapping[Any, int]] = field(default_factory=dict)
    repairs: Sequence[Repair] = ()
    folded: str = ""
    unmatched: Sequence[str] = ()
    unread: Sequence[Operator] = ()
    copied: Sequence[Result] = ()
    took_ms: float = 0.0
    is_available: bool = True

    @property
    def answers(self) -> list[Result]:
        """Of these results, those above the line."""
        return [result for result in self.results if result.answers]

    @property
    def nearest(self) -> list[Result]:
        """Of these results, those that only come near."""
        return [result for result in self.results if not result.answers]


def search(user: User, request: SearchRequest) -> SearchResults:
    """The best documents for the words. Never raises for anything typed or for a broken index.

    Cost: one to four passes of the engine and the kinds' constant number of queries.
    """
    started = time.perf_counter()
    results = _search_newest(user, request) or SearchResults(is_available=False)
    return replace(results, took_ms=(time.perf_counter() - started) * 1000)


def _search_newest(user: User, request: SearchRequest) -> SearchResults | None:
    """None if there is nothing to search. A damaged index may have been made anew since it was
    opened: then the new one answers."""
    source = reader()
    for _ in range(_GENERATIONS_TRIED):
        try:
            index = source.generation()
        except Unreadable:
            return None
        try:
            return _search(user, request, index)
        except (Unreadable, ValueError, OSError) as error:
            if not source.report_damage(index, error):
                return None
    return None


def _search(user: User, request: SearchRequest, index: Generation) -> SearchResults:
    applied = apply(user, parse(request.words), _filters(user, request))
    filters = applied.filters
    words = vocabulary(filters.hidden_areas).plus(request.extra_synonyms)
    understood = understand(
        applied.parsed.words, index, filters, vocabulary=words, exactly=request.exactly
    )
    asked = understood.asked
    if not asked.words and not applied.browses:
        return SearchResults(unread=applied.unread)
    if not asked.words and not filters.kinds:
        filters = replace(filters, kinds=registry.answering())
    taste = Taste.of(user.languages, timezone.localdate(), asked.language)
    demand = index.demand(asked, filters)
    counted = meanwhile(lambda: count(index, asked, filters, demand, request.with_facets))
    found = index.search(asked, filters, taste) if asked.words else index.browse(filters)
    end = request.offset + request.limit
    answering = _answering(index, asked, filters, demand, found.hits, end=end)
    ordered, above = _in_order(found.hits, answering)
    results, missing = present(user, ordered, above, asked, end=end, audience=request.audience)
    page = results[request.offset : end]
    total, counts = counted()
    return SearchResults(
        total=max(0, total - missing),
        reachable=max(0, min(len(ordered), CANDIDATES) - missing),
        results=_told_why(index, understood, filters, demand, page, request=request),
        facets=counts,
        repairs=_only_telling(understood),
        folded=" ".join(analysis.words(request.words)),
        unmatched=_as_typed(request.words, understood.unknown),
        unread=applied.unread,
        copied=_copied(user, request, asked),
    )


def _answering(
    index: Generation,
    asked: Asked,
    filters: Filters,
    demand: Demand,
    hits: Sequence[Hit],
    *,
    end: int,
) -> set[int]:
    """The good matches among the hits, as far as they decide what is shown up to `end`.

    For a first page that is whether any stands below it: all on the page are above the line then.
    """
    refs = [hit.ref for hit in hits]
    if not asked.words:
        return set(refs)
    looked_at = min(2 * PER_PAGE, len(refs))
    found = index.answering(asked, filters, demand, refs[:looked_at])
    if end > PER_PAGE or found.isdisjoint(refs[PER_PAGE:looked_at]):
        found |= index.answering(asked, filters, demand, refs[looked_at:])
    return found


def _told_why(
    index: Generation,
    understood: Understood,
    filters: Filters,
    demand: Demand,
    page: Sequence[Result],
    *,
    request: SearchRequest,
) -> list[Result]:
    """The page's results with the words that they lack, and on demand with why they rank so."""
    asked = understood.asked
    near = [result.hit.ref for result in page if result.hit and not result.answers]
    hits = [result.hit for result in page if result.hit]
    held = index.holding(asked, demand.informative, filters, near)
    said = explain(index, asked, filters, demand, hits) if request.explain and asked.words else {}
    told = list(page)
    for place, result in enumerate(page):
        ref = result.hit.ref if result.hit else 0
        if ref in held or ref in said:
            lacking = [word for word in demand.informative if word not in held.get(ref, {word})]
            missing = _as_typed(request.words, lacking)
            told[place] = replace(result, missing=missing, explanation=said.get(ref, ()))
    return told


def _as_typed(typed: str, folded: Collection[str]) -> tuple[str, ...]:
    """Folded words of the query as the person wrote them."""
    if not folded:
        return ()
    text = analysis.compose(typed)
    runs = {word: text[start:end] for start, end, words in analysis.spans(text) for word in words}
    return tuple(runs.get(word, word) for word in folded)


def _copied(user: User, request: SearchRequest, asked: Asked) -> list[Result]:
    """What people copied who searched for these very words, if it still reads so; nothing when one of
    the words is of an area that is closed to this person.
    """
    if not request.with_facets or request.offset:
        return []
    lines = copied_after(fold(request.words), MOST_COPIED)
    if lines and closed_wordings(hidden_area_ids(user), [request.words]):
        return []
    marker = Marker(asked)
    found: list[Result] = []
    for kind, number, key, copied in lines:
        known = registry.kinds().get(kind)
        shown = known.present([number], user).get(number) if known else None
        passage = shown.passages.get(key) if shown else None
        if shown and passage and passage.copy_url and digest(passage.plain) == copied:
            found.append(shown_as(shown, passage, marker))
    return found


def _filters(user: User, request: SearchRequest) -> Filters:
    return Filters(
        hidden_areas=hidden_area_ids(user),
        areas=request.areas,
        topics=request.topics,
        people=request.people,
        kinds=request.kinds,
        article_kinds=request.article_kinds,
        languages=request.languages,
        confidences=request.confidences,
        told=request.audience if request.audience in TELLABLE else "",
    )


def _only_telling(understood: Understood) -> Sequence[Repair]:
    """Repairs that changed more than an ending are worth telling."""
    spoken = understood.asked.language
    codes = (spoken,) if spoken else analysis.LANGUAGES
    return tuple(
        repair
        for repair in understood.repairs
        if all(
            analysis.stem(repair.typed, code) != analysis.stem(repair.read, code) for code in codes
        )
    )


def _in_order(hits: list[Hit], answering: set[int]) -> tuple[list[Hit], frozenset[int]]:
    """The order to show, and which stand above the line that parts answers from the nearest.

    The first are by score alone: putting those with enough of the words first costs 0.03 of
    nDCG@10. After them the others come only when no answer is left.
    """
    first, rest = hits[:PER_PAGE], hits[PER_PAGE:]
    ordered = [*first, *sorted(rest, key=lambda hit: hit.ref not in answering)]
    places = [place for place, hit in enumerate(ordered, 1) if hit.ref in answering]
    return ordered, frozenset(hit.ref for hit in ordered[: max(places, default=0)])


def suggest(user: User, typed: str, limit: int = 8) -> list[str]:
    """What the last word typed may become, from documents that this person may see."""
    words = analysis.words(typed[:500])
    if not words or not typed[-1:].isalnum() or len(words[-1]) < 2:  # noqa: PLR2004
        return []
    try:
        index = reader().generation()
        found = index.completions(words[-1], Filters(hidden_areas=hidden_area_ids(user)), limit)
    except (Unreadable, ValueError, OSError):
        return []
    before = typed[: len(typed) - len(typed.rsplit(maxsplit=1)[-1])]
    return [before + word for word in found]


def recent_searches(user: User, limit: int = 8) -> list[SearchLog]:
    """The person's own latest searches, each wording once. Shown to nobody else."""
    typed = [SearchLog.Source.PAGE, SearchLog.Source.PALETTE]
    rows = SearchLog.objects.filter(person=user, source__in=typed)
    latest: dict[str, SearchLog] = {}
    for row in rows.order_by("-at", "-id")[: limit * 5]:
        latest.setdefault(row.folded_words, row)
    return list(latest.values())[:limit]
