"""Whom somebody's words reached: to the person, and in sums to a manager who may see their figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from knowledge.contributions.actions.looking import note_views
from knowledge.contributions.models import FigureView
from knowledge.contributions.periods import company_day
from knowledge.contributions.permissions import can_see_figures
from knowledge.replies.models import DeskPreference
from knowledge.replies.queries.reach import reach_of
from knowledge.replies.queries.reach_pages import named_users, per_hour, reached_passages
from knowledge.replies.reach_words import by_channel, by_outcome, picture_of, sentence
from knowledge.ui.page import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from accounts.requests import SignedInRequest


@never_cache
@require_safe
def reach(request: SignedInRequest) -> HttpResponse:
    """My passages: replies by week, channel and outcome, which passages, and who agreed to be named."""
    person = request.user
    found = reach_of(person)
    said = {word: served for word, served in found.channels_this_week.items() if word}
    context = {
        "reach": found,
        "sentence": sentence(found.this_week.replies, len(said)),
        "picture": picture_of(found),
        "channels": by_channel(found.channels),
        "outcomes": by_outcome(found.outcomes),
        "passages": reached_passages(person),
        "names": named_users(person),
        "per_hour": per_hour(person, found),
        "notes": DeskPreference.objects.filter(person=person, weekly_note=True).exists(),
    }
    return page(request, "replies/reach.html", context)


@never_cache
@require_safe
def reach_of_person(request: SignedInRequest, slug: str) -> HttpResponse:
    """Sums of twelve weeks, for managers whom FIGURES_SHOWN lets see them; written down for the person.

    Only who was in their teams on all of these days: reach is not cut to days.
    """
    person = get_object_or_404(User.objects.active(), slug=slug)
    found = reach_of(person)
    now = timezone.now()
    days = (found.weeks[0].monday, company_day(now))
    if not all(can_see_figures(request.user, person, day, day) for day in days):
        raise PermissionDenied
    note_views(viewer=request.user, person_ids=[person.pk], place=FigureView.Place.PERSON, at=now)
    context = {
        "somebody": person,
        "reach": found,
        "picture": picture_of(found),
        "channels": by_channel(found.channels),
        "per_hour": per_hour(person, found),
    }
    return page(request, "replies/reach_of.html", context)
