"""The search page, the palette, completions, and opening a result."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from knowledge.areas.folding import fold
from knowledge.search import registry
from knowledge.search.actions import note_outcome
from knowledge.search.facets import facets
from knowledge.search.forms import PARAMETERS, read_search, read_words
from knowledge.search.models import SearchLog
from knowledge.search.queries import SearchRequest, SearchResults, complete, search
from knowledge.search.searchlog import note_search
from knowledge.ui.page import page

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest

PALETTE_RESULTS = 7


@never_cache
@require_safe
def results(request: SignedInRequest) -> HttpResponse:
    """Results with filters and preview; the same address always asks the same."""
    asked = read_search(request.GET, request.user)
    context: dict[str, Any] = {
        "query": asked.request.query,
        "asked": asked,
        "exact_link": _link(request, exact="1", page=None),
        "free_link": _link(request, page=None, **dict.fromkeys(PARAMETERS)),
    }
    if asked.request.query:
        found = search(request.user, asked.request)
        context["facets"] = facets(request.user, found.facets, asked.chosen)
        if asked.request.page == 1:
            found = _logged(request, found, SearchLog.Source.PAGE, asked.for_log())
        context["found"] = found
    return page(request, "search/results.html", context)


@never_cache
@require_safe
def palette(request: SignedInRequest) -> HttpResponse:
    """Options for ⌘K, and a line that leads to the search page."""
    asked = SearchRequest(query=read_words(request.GET), per_page=PALETTE_RESULTS)
    found = search(request.user, asked)
    if asked.query:
        found = _logged(request, found, SearchLog.Source.PALETTE, {})
    return page(request, "search/palette.html", {"found": found, "query": asked.query})


@never_cache
@require_safe
def suggest(request: SignedInRequest) -> JsonResponse:
    """What the last word may become, for completion in a field."""
    typed = request.GET.get("q", "")[:400]
    return JsonResponse({"query": typed, "words": complete(request.user, typed)})


@never_cache
@require_safe
def open_result(request: SignedInRequest, key: UUID, kind: str, object_id: int) -> HttpResponse:
    """Notes which result was opened, and leads to it."""
    known = registry.kinds().get(kind)
    shown = known.present([object_id], request.user).get(object_id) if known else None
    if shown is None:
        raise Http404
    note_outcome(key=key, person=request.user, outcome="opened", kind=kind, object_id=object_id)
    passage = shown.passages.get(request.GET.get("passage", ""))
    return redirect(passage.url if passage and passage.url else shown.url)


def _link(request: SignedInRequest, **changes: str | None) -> str:
    """This address with parameters changed, or left out where None."""
    kept = request.GET.copy()
    for name, value in changes.items():
        kept.pop(name, None)
        if value is not None:
            kept[name] = value
    return f"?{kept.urlencode()}"


def _logged(
    request: SignedInRequest, found: SearchResults, source: str, filters: dict[str, list[str]]
) -> SearchResults:
    """The results under the key by which the log knows this search."""
    key = note_search(
        person_id=request.user.pk,
        words=found.query,
        folded=fold(found.query),
        total=found.total,
        source=source,
        filters=filters,
    )
    return replace(found, key=key)
