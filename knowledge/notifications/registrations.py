"""What the inbox puts into the frame of every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from knowledge.ui import slots

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString


def inbox_link(request: HttpRequest) -> SafeString | str:
    """The tray of the bar; the count stands on the person's row, so it costs no query."""
    if not request.user.is_authenticated:
        return ""
    count = request.user.unread_notifications
    label = ngettext("Inbox, %(n)d new", "Inbox, %(n)d new", count) % {"n": count}
    url = reverse("notifications:inbox")
    context = {
        "url": url,
        "icon": "inbox",
        "count": count,
        "label": label if count else _("Inbox, nothing new"),
        "current": request.path == url,
    }
    return render_to_string("ui/bar_link.html", context)


def register() -> None:
    """Fill the frame."""
    slots.register("bar", inbox_link, order=60)
