"""The page of failed searches, the same as a table file, and asking for an article from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.queries import pickable_areas
from knowledge.articles.actions import request_article
from knowledge.insights.forms import VIEWS, Chosen, ReportForm
from knowledge.insights.lines import (
    MOST_GUESSED,
    Line,
    in_area,
    in_view,
    lines_of,
    people_words,
    sum_before,
    sum_of,
)
from knowledge.insights.periods import DAYS
from knowledge.insights.permissions import can_see_failures
from knowledge.insights.picture import picture_of
from knowledge.insights.queries import GROUP, Report, failures_of
from knowledge.insights.tables import csv_file, safe
from knowledge.insights.wording import period_words, view_words
from knowledge.search.synonym_permissions import can_keep_synonyms
from knowledge.ui.page import page, paginate, redirect_see_other
from knowledge.ui.pieces import Option, Tab

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest
    from knowledge.insights.clusters import Cluster

PER_PAGE: Final = 20
View = Callable[..., HttpResponse]


def _for_leads_and_managers(view: View) -> View:
    @wraps(view)
    def checked(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not can_see_failures(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@never_cache
@require_safe
@_for_leads_and_managers
def searches(request: SignedInRequest) -> HttpResponse:
    """How many searches failed, and what they were for."""
    form = ReportForm(request.GET, person=request.user)
    chosen = form.chosen()
    report = failures_of(request.user, chosen.days)
    clusters = _about(request, report, chosen)
    paging = paginate(request, in_view(clusters, chosen.view), per_page=PER_PAGE)
    in_all = chosen.area is None
    counts = report.counts if in_all else sum_of(clusters)
    context = {
        "form": form,
        "chosen": chosen,
        "report": report,
        "counts": counts,
        "used": counts.searches - counts.no_click,
        "before": report.before if in_all else sum_before(clusters),
        "picture": picture_of(report),
        "periods": _periods(chosen, report),
        "tabs": _tabs(chosen, clusters),
        "paging": paging,
        "lines": lines_of(request.user, paging.items, chosen.view),
        "people": people_words(report.people),
        "area_free": chosen.query(area=""),
        "group": GROUP,
        "most_guessed": MOST_GUESSED if len(report.clusters) > MOST_GUESSED else 0,
        "keeps_synonyms": can_keep_synonyms(request.user),
        "file_url": f"{reverse('insights:searches_file')}?{chosen.query()}",
    }
    return page(request, "insights/searches.html", context)


@never_cache
@require_safe
@_for_leads_and_managers
def searches_file(request: SignedInRequest) -> HttpResponse:
    """What the page lists, whole, as comma-separated values in UTF-8 with its mark."""
    chosen = ReportForm(request.GET, person=request.user).chosen()
    report = failures_of(request.user, chosen.days)
    clusters = in_view(_about(request, report, chosen), chosen.view)
    table = _table(lines_of(request.user, clusters, chosen.view))
    return csv_file("searches", report.period.last, table)


@require_POST
@_for_leads_and_managers
def ask(request: SignedInRequest) -> HttpResponse:
    """One click: a writing request for the words of a cluster, in its likely area."""
    slug = request.POST.get("area", "").replace("\0", "")[:140]
    area = pickable_areas(request.user).filter(slug=slug).first() if slug else None
    try:
        made = request_article(
            person=request.user, words=request.POST.get("words", "").replace("\0", ""), area=area
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect_see_other("insights:searches")
    messages.success(request, _("Asked for. You hear when the article is there."))
    return redirect_see_other(made)


def _about(request: SignedInRequest, report: Report, chosen: Chosen) -> list[Cluster]:
    if chosen.area is None:
        return list(report.clusters)
    return in_area(request.user, report.clusters, chosen.area)


def _periods(chosen: Chosen, report: Report) -> list[Option]:
    return [
        Option(
            period_words(days, whole_weeks=report.period.whole_weeks),
            f"?{chosen.query(days=str(days))}",
            current=days == chosen.days,
        )
        for days in DAYS
    ]


def _tabs(chosen: Chosen, clusters: list[Cluster]) -> list[Tab]:
    return [
        Tab(
            view_words(view),
            f"?{chosen.query(view=view)}",
            current=view == chosen.view,
            count=sum(bool(figure(cluster)) for cluster in clusters),
        )
        for view, figure in VIEWS.items()
    ]


def _table(lines: list[Line]) -> Iterator[list[str | int]]:
    yield [
        _("Words"),
        _("Searches"),
        _("Failed"),
        _("Without a result"),
        _("Nothing opened"),
        _("People"),
        _("Product area"),
        _("Last searched"),
    ]
    for line in lines:
        counts = line.cluster.counts
        yield [
            safe(line.cluster.name),
            counts.searches,
            counts.failed,
            counts.no_result,
            counts.unopened,
            line.people,
            safe(line.area.label if line.area else ""),
            line.cluster.day.isoformat(),
        ]
