"""The search page and the palette."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
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
from knowledge.search.views import parts
from knowledge.ui.addresses import ANY_KEY, address_around, address_of
from knowledge.ui.page import kept_page, page, pages, paginate

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
    if not chosen.words:
        context = {
            "status": index_status(),
            "is_small": _is_small(request),
            "recent": recent_searches(request.user),
            "saved": saved_searches(request.user),
        }
        return page(request, "search/start.html", context, partial=PART)
    explained = can_explain(request.user) and request.GET.get("explain") == "1"
    found = search(request.user, replace(chosen.request(), explain=explained))
    key = _log(request, chosen, found.total, SearchLog.Source.PAGE)
    shown = parts.lines(request, key, found.results, found.unmatched)
    made = _Page(request, chosen, found, key, shown, explained)
    return kept_page(request, "search/results.html", made.facts(), made.holes(), partial=PART)


@never_cache
@require_safe
def palette(request: SignedInRequest) -> HttpResponse:
    """Options for ⌘K, and one that leads to the search page."""
    words = read_words(request.GET)
    found = search(request.user, SearchRequest(words=words, limit=PALETTE_RESULTS))
    chosen = Chosen(words=words)
    key = _log(request, chosen, found.total, SearchLog.Source.PALETTE) if words else None
    shown = parts.lines(request, key, found.results) if key else []
    context = {
        "query": words,
        "found": found,
        "options": [parts.option(line) for line in shown],
        "all_url": f"{address_of('search:results')}?{urlencode({'q': words})}",
    }
    return page(request, "search/palette.html", context)


@dataclass(frozen=True, slots=True)
class _Page:
    """What the page of results says. Its template is drawn once and kept (see `ui/kept.py`)."""

    request: SignedInRequest
    chosen: Chosen
    found: SearchResults
    key: UUID
    shown: Sequence[parts.Line]
    explained: bool

    def facts(self) -> dict[str, Hashable]:
        return {
            "is_small": _is_small(self.request),
            "is_exact": self.chosen.exactly,
            "is_explained": self.explained,
            "narrows": self.chosen.narrows,
            "answers": bool(self.found.total),
            "has_results": bool(self.shown),
            "has_preview": bool(self.shown and self.shown[0].result.shown.preview_url),
            "product_name": settings.PRODUCT_NAME,
        }

    def holes(self) -> dict[str, Any]:
        request, total = self.request, self.found.total
        return {
            "query": self.chosen.words,
            "query_encoded": quote(self.chosen.words),
            "key": self.key,
            "left_url": address_around("search:left", ANY_KEY)(self.key),
            "filter_heading": parts.filter_heading(total),
            "groups": parts.filters(groups(request.user, self.found.facets, self.chosen)),
            "unfiltered_url": self._unfiltered_url(),
            "degraded": parts.degraded(index_status()),
            **(self._results() if self.shown else {"nothing": self._nothing()}),
        }

    def _results(self) -> dict[str, Any]:
        request, total = self.request, self.found.total
        paging = paginate(request, range(self.found.reachable), per_page=PER_PAGE)
        return {
            "heading": parts.heading(total),
            "tools": self._tools(),
            "remarks": self._remarks(),
            "listed": parts.listed(
                request, self.shown, answered=bool(total), explained=self.explained
            ),
            "pages": pages(request, paging),
            "exits": self._exits(),
        }

    def _nothing(self) -> SafeString:
        """What stands in the place of results."""
        context = {
            "query": self.chosen.words,
            "chosen": self.chosen,
            "found": self.found,
            "unfiltered_url": self._unfiltered_url(),
            "exits": self._exits(),
        }
        return render_to_string("search/_nothing.html", context, self.request)

    def _remarks(self) -> SafeString | str:
        """How the words were read, and what others copied."""
        found = self.found
        if not (found.repairs or found.unread or found.unmatched or found.copied):
            return ""
        context = {
            "query": self.chosen.words,
            "found": found,
            "copied": parts.lines(self.request, self.key, found.copied),
            "exact_url": self._address(exactly="1"),
        }
        return render_to_string("search/_remarks.html", context, self.request)

    def _tools(self) -> SafeString:
        query = query_of(self.chosen)
        return parts.tools(
            self.request,
            query=self.chosen.words[:NAME_LENGTH],
            query_string=query,
            saved_name=saved_name(self.request.user, query),
            explain_url=self._address(explain=None if self.explained else "1"),
            explained=self.explained,
        )

    def _exits(self) -> SafeString:
        return parts.exits(
            self.request,
            self.chosen.words,
            answers=bool(self.found.total),
            has_results=bool(self.shown),
        )

    def _unfiltered_url(self) -> str:
        return f"{self.request.path}?{urlencode({'q': self.chosen.words})}"

    def _address(self, **changes: str | None) -> str:
        """This address with parameters changed, None taking one out, from the first page on."""
        kept = self.request.GET.copy()
        kept.pop("page", None)
        for name, value in changes.items():
            kept.pop(name, None)
            if value is not None:
                kept[name] = value
        return f"{self.request.path}?{kept.urlencode()}"


def _is_small(request: SignedInRequest) -> bool:
    """Whether it is the small window that the bookmarklet opens."""
    return request.GET.get("window") == "small"


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
