"""What replies tell: a page, and the same as a table file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from knowledge.insights.periods import DAYS, USUAL_DAYS
from knowledge.insights.permissions import can_see_thread_figures
from knowledge.insights.replies.picture import picture_of
from knowledge.insights.replies.queries import replies_of
from knowledge.insights.replies.table import table_of
from knowledge.insights.tables import csv_file
from knowledge.insights.wording import period_words
from knowledge.replies.permissions import can_import_contacts
from knowledge.ui.page import page
from knowledge.ui.pieces import Option

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest
    from knowledge.insights.replies.queries import ReplyReport


@never_cache
@require_safe
def replies(request: SignedInRequest) -> HttpResponse:
    """Link rate, outcomes, recalls and satisfaction, by area, channel and team."""
    report = _report(request)
    days = report.period.days
    context = {
        "report": report,
        "picture": picture_of(report),
        "periods": [
            Option(
                period_words(each, whole_weeks=True),
                f"?days={each}" if each != USUAL_DAYS else "?",
                current=each == days,
            )
            for each in DAYS
        ],
        "may_import": can_import_contacts(request.user),
        "file_url": f"{reverse('insights:replies_file')}?days={days}",
    }
    return page(request, "insights/replies.html", context)


@never_cache
@require_safe
def replies_file(request: SignedInRequest) -> HttpResponse:
    """The tables of the page: every numerator and denominator."""
    report = _report(request)
    return csv_file("replies", report.period.last, table_of(report))


def _report(request: SignedInRequest) -> ReplyReport:
    """Nonsense in the address is ignored. Raises PermissionDenied for whom it is not."""
    if not can_see_thread_figures(request.user):
        raise PermissionDenied
    asked = {str(days): days for days in DAYS}
    return replies_of(request.user, asked.get(request.GET.get("days", ""), USUAL_DAYS))
