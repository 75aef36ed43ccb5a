"""The home page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.views.decorators.http import require_safe

from knowledge.home import queries
from knowledge.home.team_time import team_time
from knowledge.ui.page import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """Search first; then what this person is here for. A section that isn't theirs costs no query."""
    person = request.user
    writes = person.is_expert or person.is_lead
    context = {
        "lead_search": True,
        "news": queries.news(person),
        "awaited": queries.awaited(person),
        "questions": queries.question_queue(person),
        "own": queries.own_questions(person),
        "queue": queries.work_of(person) if writes else None,
        "copies": queries.recent_copies(person) if person.is_contact or not writes else None,
        "led": queries.led_areas(person) if person.is_lead else None,
        "time": team_time(person) if person.is_manager else None,
        "team": queries.team_due(person) if person.is_manager else None,
    }
    return page(request, "home/home.html", context)
