"""Answering: a whole page, or the named part of it that htmx asks for; and paging."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render, resolve_url
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.safestring import SafeString, mark_safe

from knowledge.ui import frame, kept, numbers

T = TypeVar("T")
PER_PAGE = 25
_NEIGHBOURS = 2


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    partial: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """Render `template`; when htmx asks and is not boosted, only its `partialdef` of that name."""
    name = f"{template}#{partial}" if partial and _asks_for_part(request) else template
    response = render(request, name, dict(context or {}), status=status)
    if partial:
        patch_vary_headers(response, ["HX-Request"])
    return response


def kept_page(
    request: HttpRequest,
    template: str,
    facts: Mapping[str, Hashable],
    holes: Mapping[str, Any],
    *,
    partial: str,
) -> HttpResponse:
    """The same of a page that is drawn once and kept (see kept.py), for those asked for most. Its bar
    holds the hole `query`.
    """
    if _asks_for_part(request):
        body = kept.draw(f"{template}#{partial}", facts, holes)
    else:
        around = frame.holes(request, str(holes.get("query", "")))
        body = kept.draw(template, {**frame.facts(request), **facts}, {**around, **holes})
    response = HttpResponse(body)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _asks_for_part(request: HttpRequest) -> bool:
    """Whether htmx asks, and not for the page that a link leads to."""
    htmx = getattr(request, "htmx", None)
    return bool(htmx) and not getattr(htmx, "boosted", False)


class SeeOther(HttpResponseRedirect):
    """303: the write is done, look at the result with GET."""

    status_code = 303


def redirect_see_other(to: str | Model, *args: Any, **kwargs: Any) -> SeeOther:
    """303 to a URL, a route name with its arguments, or an object with `get_absolute_url`."""
    return SeeOther(resolve_url(to, *args, **kwargs))


def where_from(request: HttpRequest, otherwise: str) -> str:
    """The page of ours that a form says it stood on, from its root; else what is given."""
    to = request.POST.get("next", "")
    is_ours = to.startswith("/") and url_has_allowed_host_and_scheme(
        to, {request.get_host()}, request.is_secure()
    )
    return to if is_ours else otherwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Paging(Generic[T]):
    """One page of a list. `numbers` are the pages to offer, None standing for a gap."""

    items: Sequence[T]
    number: int
    pages: int
    total: int
    first: int
    last: int
    numbers: tuple[int | None, ...]
    parameter: str = "page"

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def paginate(
    request: HttpRequest,
    items: QuerySet[Any, T] | Sequence[T],
    *,
    per_page: int = PER_PAGE,
    parameter: str = "page",
    total: int | None = None,
) -> Paging[T]:
    """The page the query string asks for; nonsense is the first page, too far is the last.

    Two queries: a count, unless `total` is known, and the rows.
    """
    paginator: Paginator[Any] = Paginator(items, per_page)
    if total is not None:
        paginator.count = total
    found = paginator.get_page(request.GET.get(parameter))
    return Paging(
        items=list(found.object_list),
        number=found.number,
        pages=paginator.num_pages,
        total=paginator.count,
        first=found.start_index(),
        last=found.end_index(),
        numbers=page_numbers(found.number, paginator.num_pages),
        parameter=parameter,
    )


def pages(
    request: HttpRequest, paging: Paging[Any], *, target: str = "", label: str = ""
) -> SafeString:
    """Links to the pages of a list, keeping the query; nothing where there is one page."""
    if paging.pages <= 1:
        return mark_safe("")
    facts = {
        "numbers": paging.numbers, "current": paging.number, "target": target, "label": label,
        "previous": paging.previous, "next": paging.next,
    }  # fmt: skip
    before, after = query_around(request.GET, paging.parameter)
    figures = {name: numbers.number(getattr(paging, name)) for name in ("first", "last", "total")}
    return kept.draw("ui/pager.html", facts, figures | {"before": before, "after": after})


def query_around(query: QueryDict, parameter: str) -> tuple[str, str]:
    """What stands in the query string before and after the value of a parameter, new ones last."""
    before, after = "", ""
    is_past = False
    for name, values in query.lists():
        if name == parameter:
            is_past = True
            continue
        said = "&".join(urlencode({name: value}) for value in values)
        before, after = (before, f"{after}&{said}") if is_past else (f"{before}{said}&", after)
    return f"{before}{parameter}=", after


def page_numbers(number: int, pages: int) -> tuple[int | None, ...]:
    """First, last and those around the current one, with None where some are left out."""
    near = range(number - _NEIGHBOURS, number + _NEIGHBOURS + 1)
    shown = sorted({1, pages, *(n for n in near if 1 <= n <= pages)})
    result: list[int | None] = []
    for n in shown:
        before = result[-1] if result else None
        if before is not None and n - before == _NEIGHBOURS:
            result.append(n - 1)
        elif before is not None and n - before > _NEIGHBOURS:
            result.append(None)
        result.append(n)
    return tuple(result)
