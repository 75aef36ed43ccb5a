"""The search page, the palette, completions, and opening a result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import BigIntegerField
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from knowledge.areas.folding import fold
from knowledge.search import registry
from knowledge.search.actions import note_outcome
from knowledge.search.choices import groups
from knowledge.search.forms import Chosen, read_query, read_words
from knowledge.search.models import SearchLog
from knowledge.search.queries import (
    PER_PAGE,
    Result,
    SearchRequest,
    recent_searches,
    search,
    suggest,
)
from knowledge.search.reader import index_status
from knowledge.search.searchlog import note_search
from knowledge.ui.page import page, paginate

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest

PALETTE_RESULTS = 7


@dataclass(frozen=True, slots=True)
class Line:
    """One result and its addresses, which carry the search it came from."""

    result: Result
    open_url: str
    copy_url: str


@never_cache
@require_safe
def results(request: SignedInRequest) -> HttpResponse:
    """Results with filters and preview; the same address always asks the same."""
    chosen = read_query(request.GET, request.user)
    status = index_status()
    if not chosen.words:
        context = {"status": status, "recent": recent_searches(request.user)}
        return page(request, "search/start.html", context)
    found = search(request.user, chosen.request())
    key = _log(request, chosen, found.total, SearchLog.Source.PAGE)
    context = {
        "query": chosen.words,
        "chosen": chosen,
        "found": found,
        "groups": groups(request.user, found.facets, chosen),
        "lines": _lines(key, found.results),
        "paging": paginate(request, range(found.reachable), per_page=PER_PAGE),
        "status": status,
        "exact_url": _address(request, exactly="1"),
        "unfiltered_url": f"{request.path}?{urlencode({'q': chosen.words})}",
    }
    return page(request, "search/results.html", context)


@never_cache
@require_safe
def palette(request: SignedInRequest) -> HttpResponse:
    """Options for ⌘K, and one that leads to the search page."""
    words = read_words(request.GET)
    found = search(request.user, SearchRequest(words=words, limit=PALETTE_RESULTS))
    chosen = Chosen(words=words)
    key = _log(request, chosen, found.total, SearchLog.Source.PALETTE) if words else None
    context = {
        "query": words,
        "found": found,
        "lines": _lines(key, found.results) if key else [],
        "all_url": f"{reverse('search:results')}?{urlencode({'q': words})}",
    }
    return page(request, "search/palette.html", context)


@never_cache
@require_safe
def complete(request: SignedInRequest) -> JsonResponse:
    """What the last word may become, for completion in a field."""
    typed = request.GET.get("q", "")[:400]
    return JsonResponse({"query": typed, "suggestions": suggest(request.user, typed)})


@never_cache
@require_safe
def go(request: SignedInRequest, key: UUID, kind: str, object_id: int) -> HttpResponse:
    """Notes which result was opened, and leads to it: to its passage, when one is named."""
    known = registry.kinds().get(kind) if object_id <= BigIntegerField.MAX_BIGINT else None
    shown = known.present([object_id], request.user).get(object_id) if known else None
    if shown is None:
        raise Http404
    passage = shown.passages.get(request.GET.get("passage", ""))
    note_outcome(
        key=key,
        person=request.user,
        outcome=SearchLog.Outcome.OPENED,
        kind=kind,
        object_id=object_id,
        passage=passage.key if passage else "",
    )
    return redirect(passage.url if passage and passage.url else shown.url)


def _lines(key: UUID, results: Sequence[Result]) -> list[Line]:
    lines = []
    for result in results:
        shown = result.shown
        url = reverse("search:go", args=[key, shown.kind, shown.object_id])
        passage = f"?{urlencode({'passage': result.passage.key})}" if result.passage else ""
        copy = f"{result.copy_url}&search={key}" if result.copy_url else ""
        lines.append(Line(result, f"{url}{passage}", copy))
    return lines


def _address(request: SignedInRequest, **changes: str) -> str:
    """This address with parameters changed, from the first page on."""
    kept = request.GET.copy()
    kept.pop("page", None)
    for name, value in changes.items():
        kept[name] = value
    return f"{request.path}?{kept.urlencode()}"


def _log(request: SignedInRequest, chosen: Chosen, total: int, source: str) -> UUID:
    """The key under which the log knows this search."""
    return note_search(
        person_id=request.user.pk,
        words=chosen.words,
        folded=fold(chosen.words),
        filters=dict(chosen.facts),
        total=total,
        source=source,
    )
