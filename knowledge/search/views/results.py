"""The search page and the palette."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from knowledge.areas.folding import fold
from knowledge.search.choices import groups
from knowledge.search.forms import Chosen, read_query, read_words
from knowledge.search.models import SearchLog
from knowledge.search.permissions import can_explain
from knowledge.search.queries import (
    PER_PAGE,
    SearchRequest,
    SearchResults,
    recent_searches,
    search,
)
from knowledge.search.reader import index_status
from knowledge.search.saved import query_of, saved_name, saved_searches
from knowledge.search.saved_forms import NAME_LENGTH
from knowledge.search.searchlog import note_search
from knowledge.search.views.parts import exits, filters, lines, option, runs, tools
from knowledge.ui.addresses import ANY_KEY, address_around, address_of
from knowledge.ui.page import page, paginate

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from accounts.requests import SignedInRequest

PALETTE_RESULTS = 7
PART = "found"


@never_cache
@require_safe
def results(request: SignedInRequest) -> HttpResponse:
    """Results with filters and preview; the same address always asks the same."""
    chosen = read_query(request.GET, request.user)
    context: dict[str, Any] = {
        "status": index_status(),
        "is_small": request.GET.get("window") == "small",
    }
    if not chosen.words:
        context["recent"] = recent_searches(request.user)
        context["saved"] = saved_searches(request.user)
        return page(request, "search/start.html", context, partial=PART)
    explained = can_explain(request.user) and request.GET.get("explain") == "1"
    found = search(request.user, replace(chosen.request(), explain=explained))
    context |= _found(request, chosen, found, explained=explained)
    return page(request, "search/results.html", context, partial=PART)


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
        "options": [option(line) for line in lines(request, key, found.results)] if key else [],
        "all_url": f"{address_of('search:results')}?{urlencode({'q': words})}",
    }
    return page(request, "search/palette.html", context)


def _found(
    request: SignedInRequest, chosen: Chosen, found: SearchResults, *, explained: bool
) -> dict[str, Any]:
    key = _log(request, chosen, found.total, SearchLog.Source.PAGE)
    shown = lines(request, key, found.results, found.unmatched)
    return {
        "query": chosen.words,
        "chosen": chosen,
        "found": found,
        "key": key,
        "left_url": address_around("search:left", ANY_KEY)(key),
        "groups": filters(groups(request.user, found.facets, chosen)),
        "runs": runs(request, shown, explained=explained),
        "has_preview": bool(shown and shown[0].result.shown.preview_url),
        "copied": lines(request, key, found.copied),
        "paging": paginate(request, range(found.reachable), per_page=PER_PAGE),
        "exact_url": _address(request, exactly="1"),
        "unfiltered_url": f"{request.path}?{urlencode({'q': chosen.words})}",
        "tools": _tools(request, chosen, explained=explained),
        "exits": exits(request, chosen.words, answers=bool(found.total), has_results=bool(shown)),
        "is_explained": explained,
    }


def _tools(request: SignedInRequest, chosen: Chosen, *, explained: bool) -> SafeString:
    query = query_of(chosen)
    return tools(
        request,
        query=chosen.words[:NAME_LENGTH],
        query_string=query,
        saved_name=saved_name(request.user, query),
        explain_url=_address(request, explain=None if explained else "1"),
        explained=explained,
    )


def _address(request: SignedInRequest, **changes: str | None) -> str:
    """This address with parameters changed, None taking one out, from the first page on."""
    kept = request.GET.copy()
    kept.pop("page", None)
    for name, value in changes.items():
        kept.pop(name, None)
        if value is not None:
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
        continued=_continued(request),
    )


def _continued(request: SignedInRequest) -> UUID | None:
    """The search that the page says is being typed further."""
    try:
        return UUID(request.headers.get("X-Search-Continues", ""))
    except ValueError:
        return None
