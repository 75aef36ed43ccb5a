"""What contribution time puts into the frame of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.utils.html import format_html

from accounts import settled
from knowledge.contributions import bar
from knowledge.contributions.actions.months import open_since
from knowledge.contributions.reminders import SUBJECT, own_time_ids
from knowledge.passages import subjects
from knowledge.ui import kept, slots
from knowledge.ui.addresses import address_of

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


def timer_script(request: HttpRequest) -> SafeString | str:
    """Keeps the minutes of the bar true; only where the bar has any."""
    if not bar.shows(request):
        return ""
    return format_html(
        '<script type="module" src="{}" nonce="{}"></script>',
        static("js/timer.js"),
        getattr(request, "csp_nonce", ""),
    )


def own_time_link(request: HttpRequest) -> SafeString | str:
    """An entry of the profile menu for whoever has no gauge in the bar: they may record too."""
    if not request.user.is_authenticated or bar.shows(request):
        return ""
    addresses = {"url": address_of("time:own"), "add_url": address_of("time:add")}
    return kept.draw("contributions/_menu_own.html", addresses)


def register() -> None:
    """The week and its timer stand between what one writes and what one is told."""
    slots.register("head", timer_script)
    slots.register("bar", bar.week_link, order=40)
    slots.register("bar", bar.timer_menu, order=41)
    slots.register("menu", bar.menu_entries, order=10)
    slots.register("menu", own_time_link, order=11)
    settled.register(open_since)
    subjects.register(subjects.SubjectKind(name=SUBJECT, readable_ids=own_time_ids))
