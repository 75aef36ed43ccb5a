"""How often customers were answered with somebody's passages, on the page of their own time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.template.loader import render_to_string

from knowledge.replies.queries.reach import reach_of
from knowledge.replies.queries.reach_pages import reached_passages
from knowledge.ui import slots

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

WEEKS: Final = 3
"""Complete weeks, besides the one that runs: four weeks in all."""

PLACE: Final = "time_brought"


def reused_passages(request: HttpRequest) -> SafeString | str:
    """Replies of four weeks that their words served, as the page of reach counts them.

    Only what still exists for them counts; the passage used most is named when there is a choice.
    """
    person = request.user
    if not person.is_authenticated:
        return ""
    reach = reach_of(person, weeks=WEEKS)
    replies = reach.complete.replies + reach.this_week.replies
    if not replies:
        return ""
    passages = reached_passages(person) if replies > 1 else ()
    context = {"replies": replies, "passage": passages[0] if passages else None}
    return render_to_string("replies/_brought.html", context)


def show_what_it_brought() -> None:
    """Called when the application starts."""
    slots.register(PLACE, reused_passages, order=20)
