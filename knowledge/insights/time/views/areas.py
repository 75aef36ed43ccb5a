"""Demand and capacity of product areas: a page with a part that the manager's page asks for, and files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from knowledge.insights.permissions import can_see_thread_figures
from knowledge.insights.threads.queries import reachable_areas
from knowledge.insights.time.demand import Demand, demand_of
from knowledge.insights.time.sheets import FORMS, file_of
from knowledge.insights.time.tables import areas_sheet
from knowledge.insights.time.views.pages import AREAS, pages_for
from knowledge.search.retention import company_day
from knowledge.ui.page import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest


@never_cache
@require_safe
def areas(request: SignedInRequest) -> HttpResponse:
    """Area by area: what is asked, who could answer, and what keeps them."""
    context = {"demand": _demand(request), "pages": pages_for(request.user, AREAS)}
    return page(request, "insights/time_areas.html", context, partial="need")


@never_cache
@require_safe
def areas_file(request: SignedInRequest, form: str) -> HttpResponse:
    """The table of the page."""
    if form not in FORMS:
        raise Http404
    sheet = areas_sheet(_demand(request))
    return file_of(form, "areas", company_day(timezone.now()), [sheet])


def _demand(request: SignedInRequest) -> Demand:
    """In the viewer's reach. Raises PermissionDenied for whom it is not."""
    if not can_see_thread_figures(request.user):
        raise PermissionDenied
    return demand_of(request.user, reachable_areas(request.user))
