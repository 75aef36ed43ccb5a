"""The channel a person works on, remembered in their session, and its chooser beside the copy key."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from knowledge.passages.channels import Channel
from knowledge.replies.queries.copied import CHANNEL_ICONS
from knowledge.ui.tokens import form_token

if TYPE_CHECKING:
    from django.http import HttpRequest

KEY = "channel"
TOKEN = f"token-{secrets.token_hex(16)}"
NEXT = f"next-{secrets.token_hex(16)}"


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
    """A small menu: how this person's replies travel at present. Drawn once, filled every time."""
    html = _drawn(channel_of(request), get_language() or "")
    html = html.replace(TOKEN, form_token(request)).replace(NEXT, escape(request.path))
    return mark_safe(html)  # noqa: S308 - drawn by a template, its marks filled with escaped text


@lru_cache(maxsize=64)
def _drawn(channel: str, language: str) -> str:
    """The menu in the active language, which is part of the key."""
    current = Channel(channel) if channel else None
    return render_to_string(
        "replies/_channel.html",
        {
            "current": current,
            "icon": CHANNEL_ICONS[current] if current else "reply",
            "channels": [(c.value, c.label, CHANNEL_ICONS[c]) for c in Channel],
            "csrf_token": TOKEN,
            "next": NEXT,
        },
    )
