"""What contribution time puts into the frame of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.templatetags.static import static
from django.utils.html import format_html

from knowledge.contributions import bar
from knowledge.ui import slots

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


def register() -> None:
    """The week and its timer stand between what one writes and what one is told."""
    slots.register("head", timer_script)
    slots.register("bar", bar.week_link, order=40)
    slots.register("bar", bar.timer_menu, order=41)
    slots.register("menu", bar.menu_entries, order=10)
