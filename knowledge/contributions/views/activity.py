"""Active minutes as a browser counts them, in whole minutes and by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from knowledge.contributions.actions.activity import (
    MOST_AT_ONCE,
    SwitchedOff,
    report_minutes,
    stop_counting,
)
from knowledge.contributions.recordables import on_page
from knowledge.ui.page import redirect_see_other

if TYPE_CHECKING:
    from accounts.requests import SignedInRequest


@require_http_methods(["GET", "HEAD", "POST"])
def activity(request: SignedInRequest) -> HttpResponse:
    """So many minutes on that page. Nonsense is passed over in silence: nobody typed it.

    Whoever types the address sees what was counted on their own page.
    """
    if request.method != "POST":
        return redirect_see_other("time:own")
    minutes = _minutes(request.POST.get("minutes", ""))
    thing = on_page(request.user, request.POST.get("page", "")) if minutes else None
    if thing is None or not thing.writes:
        return HttpResponse(status=204)
    try:
        counted = report_minutes(person=request.user, thing=thing, minutes=minutes)
    except SwitchedOff:
        return HttpResponse(status=403)
    return JsonResponse({"counted": counted})


@require_POST
def activity_off(request: SignedInRequest) -> HttpResponse:
    """From the editor itself; the settings switch it on again."""
    stop_counting(person=request.user)
    return HttpResponse(status=204)


def _minutes(typed: str) -> int:
    """0 for what is no number of minutes that a browser would send."""
    if not (typed.isascii() and typed.isdigit() and len(typed) <= len(str(MOST_AT_ONCE))):
        return 0
    return min(int(typed), MOST_AT_ONCE)
