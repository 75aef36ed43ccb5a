"""The channel a person works on, remembered in their session, and its chooser beside the copy key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from knowledge.replies.models import Channel
from knowledge.replies.queries import CHANNEL_ICONS

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

KEY = "channel"


def channel_of(request: HttpRequest) -> str:
    """The last channel chosen, or ""."""
    channel = str(request.session.get(KEY, ""))
    return channel if channel in Channel.values else ""


def keep_channel(request: HttpRequest, channel: str) -> None:
    """Remember it; a session is only written when it changes."""
    channel = channel if channel in Channel.values else ""
    if request.session.get(KEY, "") != channel:
        request.session[KEY] = channel


def channel_chooser(request: HttpRequest) -> SafeString:
    """A small menu: how this person's replies travel at present."""
    channel = channel_of(request)
    current = Channel(channel) if channel else None
    context = {
        "current": current,
        "icon": CHANNEL_ICONS[current] if current else "reply",
        "channels": [(c.value, c.label, CHANNEL_ICONS[c]) for c in Channel],
    }
    return render_to_string("replies/_channel.html", context, request=request)
