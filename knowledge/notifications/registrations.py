"""What the inbox puts into the frame of every page."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from knowledge.ui import slots

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


def inbox_link(request: HttpRequest) -> SafeString | str:
    """The tray of the bar; the count stands on the person's row, so it costs no query."""
    if not request.user.is_authenticated:
        return ""
    url = reverse("notifications:inbox")
    return _drawn(url, request.user.unread_notifications, request.path == url, get_language())


@lru_cache(maxsize=256)
def _drawn(url: str, count: int, current: bool, language: str | None) -> SafeString:
    """The same for everybody with so much unread; drawn in the active language, part of the key."""
    label = ngettext("Inbox, %(n)d new", "Inbox, %(n)d new", count) % {"n": count}
    context = {
        "url": url,
        "icon": "inbox",
        "count": count,
        "label": label if count else _("Inbox, nothing new"),
        "current": current,
    }
    return render_to_string("ui/bar_link.html", context)


def register() -> None:
    """Fill the frame."""
    slots.register("bar", inbox_link, order=60)
