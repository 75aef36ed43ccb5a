"""The company's contribution time: sums that name nobody, for leads, managers and administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from knowledge.contributions.periods import company_day
from knowledge.contributions.queries.company import CompanyFigures, company_figures
from knowledge.insights.time.forecast import company_forecast
from knowledge.insights.time.forms import Chosen, CompanyForm
from knowledge.insights.time.picture import slices_by_area, trend_of
from knowledge.insights.time.sheets import FORMS, file_of
from knowledge.insights.time.tables import company_sheets
from knowledge.insights.time.views.pages import COMPANY, pages_for, periods_for
from knowledge.insights.time.wording import compared_words, said_of_sum
from knowledge.ui.page import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest


@never_cache
@require_safe
def company(request: SignedInRequest) -> HttpResponse:
    """What all experts give together, to which areas, and what they will have."""
    chosen = CompanyForm(request.GET).chosen()
    figures = _figures(request, chosen)
    files = {form: reverse("insights:time_company_file", args=[form]) for form in FORMS}
    context: dict[str, Any] = {
        "pages": pages_for(request.user, COMPANY),
        "chosen": chosen,
        "said": said_of_sum(figures.headline, figures.headline_weeks),
        "trend": trend_of(figures.weeks.mondays, figures.trend.weeks),
        "compared": _compared(figures),
        "areas": None if figures.areas is None else slices_by_area(figures.areas),
        "forecast": company_forecast(request.user, company_day(timezone.now())),
        "periods": periods_for(chosen),
        **{f"{form}_url": f"{url}?{chosen.query()}" for form, url in files.items()},
    }
    return page(request, "insights/time_company.html", context)


@never_cache
@require_safe
def company_file(request: SignedInRequest, form: str) -> HttpResponse:
    """The tables of the page."""
    if form not in FORMS:
        raise Http404
    figures = _figures(request, CompanyForm(request.GET).chosen())
    return file_of(form, "company", figures.weeks.last, company_sheets(figures))


def _figures(request: SignedInRequest, chosen: Chosen) -> CompanyFigures:
    """Raises PermissionDenied for whom there are none."""
    today = company_day(timezone.now())
    return company_figures(request.user, today=today, weeks=chosen.weeks, compare=chosen.compare)


def _compared(figures: CompanyFigures) -> str:
    now, before = figures.trend.total, figures.before.total if figures.before else None
    return "" if now is None else compared_words(now, before, figures.weeks.count)
