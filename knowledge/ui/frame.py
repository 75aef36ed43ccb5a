"""The parts of the frame that are the same on every page of a person, drawn once and kept.

Every page carries them, so they are cached in the process by all they depend on; what differs from
request to request (the CSRF token, the way back, the entries of the menu's slot) is put in
afterwards. In DEBUG nothing is kept, so that a changed template shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from knowledge.ui import slots
from knowledge.ui.preferences import letter_keys_of, theme_of
from knowledge.ui.tokens import form_token

# Private-use characters: no template and no name holds them.
_TOKEN, _WAY_BACK, _ENTRIES = "\ue000token\ue001", "\ue000back\ue001", "\ue000menu\ue001"
_KEPT = 4096


@dataclass(frozen=True, slots=True)
class Who:
    """What the profile menu shows of the person."""

    display_name: str
    initials: str
    avatar_small_url: str
    url: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a kept part depends on besides the person."""

    language: str
    theme: str
    letter_keys: bool

    @classmethod
    def of(cls, request: HttpRequest) -> Look:
        """How this request wants its pages."""
        return cls(get_language() or "", theme_of(request), letter_keys_of(request))


def profile_menu(request: HttpRequest) -> SafeString:
    """The menu under the person's face, or under a plain sign for nobody."""
    user = getattr(request, "user", None)
    who = None
    if user is not None and user.is_authenticated:
        photo = getattr(user, "avatar_small_url", "")
        who = Who(user.display_name, user.initials, photo, user.get_absolute_url())
    return _finish(_kept(_menu, who, Look.of(request)), request)


def shortcuts(request: HttpRequest) -> SafeString:
    """The dialog of keys and signs."""
    return _finish(_kept(_shortcuts, Look.of(request)), request)


def palette(request: HttpRequest) -> SafeString:
    """The search dialog, where a package searches."""
    return mark_safe(_kept(_palette, get_language() or ""))  # noqa: S308 - a template drew it


def _kept(draw: Any, *key: Any) -> str:
    made: str = (draw.__wrapped__ if settings.DEBUG else draw)(*key)
    return made


def _finish(html: str, request: HttpRequest) -> SafeString:
    html = html.replace(_TOKEN, form_token(request))
    html = html.replace(_WAY_BACK, escape(request.get_full_path()))
    if _ENTRIES in html:
        html = html.replace(_ENTRIES, slots.render("menu", request))
    return mark_safe(html)  # noqa: S308 - a template drew it, the rest is escaped


@lru_cache(maxsize=_KEPT)
def _menu(who: Who | None, look: Look) -> str:
    context = _context(look) | {"who": who, "entries": mark_safe(_ENTRIES)}  # noqa: S308
    return render_to_string("ui/profile_menu.html", context)


@lru_cache(maxsize=16)
def _shortcuts(look: Look) -> str:
    return render_to_string("ui/shortcuts.html", _context(look))


@lru_cache(maxsize=8)
def _palette(language: str) -> str:
    return render_to_string("ui/palette.html")


def _context(look: Look) -> dict[str, Any]:
    return {
        "theme": look.theme,
        "letter_keys": look.letter_keys,
        "languages": settings.LANGUAGES,
        "csrf_token": _TOKEN,
        "way_back": _WAY_BACK,
    }


def new_article_link(request: HttpRequest) -> SafeString | str:
    """The key to write, wherever one is; nothing where no package writes articles."""
    try:
        url = reverse("articles:new")
    except NoReverseMatch:
        return ""
    return bar_link(request, url, gettext("New article"), icon="pen", wide=True)


def bar_link(
    request: HttpRequest,
    url: str,
    label: str,
    *,
    icon: str,
    count: int | None = None,
    wide: bool = False,
) -> SafeString:
    """A link of the top bar, for functions that fill the slot “bar”."""
    context = {
        "url": url, "label": label, "icon": icon, "count": count, "wide": wide,
        "current": request.path == url,
    }  # fmt: skip
    return render_to_string("ui/bar_link.html", context)


def fill_slots() -> None:
    """Called when the application starts. Order in the bar: ask 20, write 30, week 40, inbox 60."""
    slots.register("bar", new_article_link, order=30)
