"""One person, as their manager may see them: week × kind × area, and nothing nearer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from knowledge.contributions.actions.looking import look_at_person
from knowledge.contributions.adjusted_words import adjusted_rows
from knowledge.insights.time.detail import detail_of
from knowledge.insights.time.forms import Chosen, PeriodForm
from knowledge.insights.time.picture import (
    slices_by_area,
    slices_by_kind,
    slices_of_lost,
    trend_of,
)
from knowledge.insights.time.views.pages import periods_for
from knowledge.insights.time.wording import said_of_person, talks_of
from knowledge.ui.page import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.contributions.queries.teams import PersonDetail


@never_cache
@require_safe
def person(request: SignedInRequest, slug: str) -> HttpResponse:
    """404 for whoever may not look: whether somebody has figures is theirs to know."""
    somebody = get_object_or_404(User, slug=slug)
    if somebody.pk == request.user.pk:
        return HttpResponseRedirect(reverse("time:own"))
    chosen = PeriodForm(request.GET).chosen()
    try:
        found = look_at_person(viewer=request.user, person=somebody, weeks=chosen.weeks)
    except PermissionDenied as refusal:
        raise Http404 from refusal
    context = _context(found, chosen) | {"somebody": somebody}
    return page(request, "insights/time_person.html", context)


def _context(found: PersonDetail, chosen: Chosen) -> dict[str, Any]:
    return {
        "chosen": chosen,
        "figures": found.figures,
        "said": said_of_person(found.figures),
        "talks": talks_of([found.figures]),
        "trend": trend_of(found.weeks.mondays, found.figures.weeks),
        "kinds": slices_by_kind(found.kinds),
        "areas": slices_by_area(found.areas),
        "lost": slices_of_lost(found.figures.plan),
        "weeks": detail_of(found),
        "adjusted": adjusted_rows(reversed(found.adjusted)) if found.figures.is_expected else (),
        "periods": periods_for(chosen),
    }
