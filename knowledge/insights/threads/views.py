"""How threads fare: a page, the same as a table file, and one area's part for the area's page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.queries import visible_areas
from knowledge.insights.periods import DAYS, USUAL_DAYS
from knowledge.insights.permissions import can_see_thread_figures
from knowledge.insights.tables import csv_file
from knowledge.insights.threads.forms import Chosen, ThreadReportForm
from knowledge.insights.threads.picture import picture_of
from knowledge.insights.threads.queries import reachable_areas, threads_of
from knowledge.insights.threads.table import table_of
from knowledge.insights.wording import period_words
from knowledge.replies.queries.told_first import times_in
from knowledge.ui.page import page
from knowledge.ui.pieces import Option

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.models import User
    from accounts.requests import SignedInRequest
    from knowledge.areas.models import Area


@never_cache
@require_safe
def threads(request: SignedInRequest) -> HttpResponse:
    """What waits past its promise, how fast answers come, and where nobody could answer."""
    reach = _reach(request)
    form = ThreadReportForm(request.GET, reach=reach)
    chosen = form.chosen()
    report = threads_of(request.user, chosen.days, reach, chosen.area)
    context = {
        "form": form,
        "chosen": chosen,
        "scope": _scope(request.user, chosen),
        "report": report,
        "picture": picture_of(report),
        "periods": _periods(chosen),
        "area_free": chosen.query(area=""),
        "file_url": f"{reverse('insights:threads_file')}?{chosen.query()}",
    }
    return page(request, "insights/threads.html", context)


@never_cache
@require_safe
def threads_file(request: SignedInRequest) -> HttpResponse:
    """The table of the page, whole."""
    reach = _reach(request)
    chosen = ThreadReportForm(request.GET, reach=reach).chosen()
    report = threads_of(request.user, chosen.days, reach, chosen.area)
    return csv_file("threads", report.period.last, table_of(report))


@never_cache
@require_safe
def area_threads(request: SignedInRequest, slug: str) -> HttpResponse:
    """The figures of one area with all below it: a page, or the section that its page asks for."""
    area = get_object_or_404(visible_areas(request.user), slug=slug)
    reach = _reach(request)
    if area not in reach:
        raise PermissionDenied
    report = threads_of(request.user, USUAL_DAYS, reach, area)
    chosen = Chosen(area=area)
    context = {
        "area": area,
        "report": report,
        "more_url": f"{reverse('insights:threads')}?{chosen.query()}",
        "told_first": times_in(area),
    }
    return page(request, "insights/area_threads.html", context, partial="figures")


def _reach(request: SignedInRequest) -> list[Area]:
    """The areas whose figures the viewer sees. Raises PermissionDenied for whom they are not."""
    if not can_see_thread_figures(request.user):
        raise PermissionDenied
    return reachable_areas(request.user)


def _scope(user: User, chosen: Chosen) -> str:
    """Which questions the list has to show so that they are those counted in all."""
    if chosen.area:
        return "below"
    return "" if user.is_manager or user.is_administrator else "led"


def _periods(chosen: Chosen) -> list[Option]:
    return [
        Option(
            period_words(days, whole_weeks=False),
            f"?{chosen.query(days=str(days))}",
            current=days == chosen.days,
        )
        for days in DAYS
    ]
