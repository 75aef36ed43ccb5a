"""Whom somebody's answers helped, on the page of their own time."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.template.loader import render_to_string
from django.utils import timezone

from knowledge.threads.models import Answer, Thread
from knowledge.ui import slots

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from accounts.models import User

LOOKED_BACK: Final = timedelta(days=28)
PLACE: Final = "time_brought"


def accepted_answers(request: HttpRequest) -> SafeString | str:
    """How many of their answers were accepted in four weeks, and the latest; two queries."""
    person = request.user
    if not person.is_authenticated:
        return ""
    answers = _accepted(person)
    latest = answers[0] if answers else None
    if latest is None:
        return ""
    return render_to_string("threads/_brought.html", {"count": len(answers), "latest": latest})


def _accepted(person: User) -> list[Answer]:
    """The latest first, in threads that exist for them."""
    visible = Thread.objects.visible_to(person).order_by().values("pk")
    since = timezone.now() - LOOKED_BACK
    rows = Answer.objects.filter(author=person, accepted_at__gte=since, thread__in=visible)
    return list(rows.select_related("thread").order_by("-accepted_at", "-pk"))


def show_what_it_brought() -> None:
    """Called when the application starts."""
    slots.register(PLACE, accepted_answers, order=10)
