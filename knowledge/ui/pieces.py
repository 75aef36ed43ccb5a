"""What components are handed: small frozen values and the markup of the smallest pieces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext_lazy

from knowledge.markup.audience import Audience
from knowledge.ui.icons import icon
from knowledge.ui.typography import typo

Text = str | Promise

TONES: Final = ("wine", "moss", "amber", "brick", "slate", "plum", "river", "ochre")
"""The colours a product area may have."""

AUDIENCE_ICONS: Final = {"internal": "lock", "partner": "partner", "customer": "speak"}
AUDIENCE_HINTS: Final = {
    "internal": gettext_lazy("Stays in the house"),
    "partner": gettext_lazy("May go to partners"),
    "customer": gettext_lazy("May be told"),
}
CONFIDENCES: Final[dict[str, tuple[str, str, Text]]] = {
    "wip": ("draft", "attention", pgettext_lazy("confidence", "Work in progress")),
    "work_in_progress": ("draft", "attention", pgettext_lazy("confidence", "Work in progress")),
    "not_validated": ("unvalidated", "", pgettext_lazy("confidence", "Not validated")),
    "validated": ("validated", "", pgettext_lazy("confidence", "Validated")),
    "archived": ("archive", "", pgettext_lazy("confidence", "Archived")),
}
"""Confidence value → icon, tone, word."""

CALLOUTS: Final[dict[str, tuple[str, Text]]] = {
    "note": ("info", gettext_lazy("Note")),
    "tip": ("tip", gettext_lazy("Tip")),
    "warning": ("alert", gettext_lazy("Take care")),
    "decide": ("key", gettext_lazy("You may decide alone")),
    "alarm": ("stop", gettext_lazy("Stop")),
}
"""Call-out tone → icon, title when none is given."""

MESSAGES: Final = {
    "debug": ("info", ""),
    "info": ("info", ""),
    "success": ("check", "ok"),
    "warning": ("alert", "attention"),
    "error": ("stop", "alarm"),
}
"""Level of a Django message → icon, tone."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab, a link to a view of the same thing."""

    label: Text
    url: str
    current: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Crumb:
    label: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a segmented control made of links."""

    label: Text
    url: str
    current: bool = False
    icon: str = ""


def tag(
    words: Text | SafeString, name: str = "", tone: str = "", *, strong: bool = False
) -> SafeString:
    """Icon and word. `tone` is "", ok, attention or alarm."""
    classes = "tag" + (" tag--strong" if strong else "") + (f" tag--{tone}" if tone else "")
    sign = icon(name) if name else ""
    return format_html('<span class="{}">{}{}</span>', classes, sign, typo(words))


def audience_tag(level: object, *, strong: bool = True) -> SafeString:
    """The audience with the sign it has everywhere; an unknown value is internal."""
    return _audience_tag(Audience.parse(level), strong, get_language())


@lru_cache(maxsize=64)
def _audience_tag(audience: Audience, strong: bool, _language: str | None) -> SafeString:
    """Drawn in the active language, which is part of the key: lists have it on every line."""
    tone = "ok" if audience is Audience.CUSTOMER else ""
    return tag(audience.label, AUDIENCE_ICONS[audience.value], tone, strong=strong)


def confidence_tag(state: object) -> SafeString:
    """The confidence of an article; raises KeyError for a value that is none."""
    return _confidence_tag(str(state), get_language())


@lru_cache(maxsize=64)
def _confidence_tag(state: str, _language: str | None) -> SafeString:
    name, tone, words = CONFIDENCES[state]
    return tag(words, name, tone)


def face(person: Any, size: str = "") -> SafeString:
    """The photograph or the initials of anything with display_name, initials, avatar_url.

    Decoration: the name always stands beside it. `size` is "", middle or large.
    """
    small = "" if size == "large" else getattr(person, "avatar_small_url", "")
    url = small or getattr(person, "avatar_url", "")
    return _face(url, "" if url else person.initials, size)


@lru_cache(maxsize=2_048, typed=True)
def _face(url: str, initials: str, size: str) -> SafeString:
    classes = f"face face--{size}" if size else "face"
    pixels = {"": 28, "middle": 40, "large": 96}[size]
    if url:
        return format_html(
            '<img class="{}" src="{}" alt="" width="{}" height="{}" decoding="async">',
            classes, url, pixels, pixels,
        )  # fmt: skip
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, initials)


def url_of(thing: Any) -> str:
    """Where the thing lives: its `url`, or its `get_absolute_url()`; "" when it has neither."""
    if url := getattr(thing, "url", ""):
        return str(url)
    find = getattr(thing, "get_absolute_url", None)
    return str(find()) if callable(find) else ""


def label_of(thing: Any) -> Text:
    """What the thing is called: `label`, `display_name`, `name`, or its text."""
    for name in ("label", "display_name", "name"):
        if value := getattr(thing, name, ""):
            return str(value)
    return str(thing)


def person_tag(who: Any, *, link: bool = True, note: str = "", strong: bool = False) -> SafeString:
    """Face and name; the name leads to the profile."""
    url = url_of(who) if link else ""
    return _person_tag(face(who), who.display_name, url, note, strong)


@lru_cache(maxsize=2_048, typed=True)
def _person_tag(
    drawn_face: SafeString, display_name: str, url: str, note: str, strong: bool
) -> SafeString:
    """Kept by all that is shown: a new name or photograph is another key, and shows at once."""
    name: Any = format_html("<strong>{}</strong>", display_name) if strong else display_name
    if url:
        name = format_html('<a href="{}">{}</a>', url, name)
    rest = format_html(", {}", note) if note else ""
    return format_html('<span class="person">{}<span>{}{}</span></span>', drawn_face, name, rest)


def facepile(people: Sequence[Any], limit: int = 5) -> SafeString:
    """Overlapping faces with everybody's name for screen readers and on hover."""
    if not people:
        return mark_safe("")
    items = format_html_join(
        "", '<li title="{}">{}<span class="hidden">{}</span></li>',
        ((p.display_name, face(p), p.display_name) for p in people[:limit]),
    )  # fmt: skip
    rest = len(people) - limit
    more: Any = ""
    if rest > 0:
        words = gettext("and %(n)d more") % {"n": rest}
        more = format_html('<li class="facepile__more">{}</li>', words)
    return format_html('<ul class="facepile">{}{}</ul>', items, more)


def areas(things: Iterable[Any], *, link: bool = True) -> SafeString:
    """Product areas, each with the mark of its colour."""
    return format_html_join(" ", "{}", ((area_tag(thing, link=link),) for thing in things))


def area_tag(thing: Any, *, link: bool = True) -> SafeString:
    """One product area: anything with label (or name), colour and a URL."""
    tone = getattr(thing, "colour", "") or "slate"
    url = url_of(thing) if link else ""
    if url:
        return format_html(
            '<a class="area" data-tone="{}" href="{}">{}</a>', tone, url, label_of(thing)
        )
    return format_html('<span class="area" data-tone="{}">{}</span>', tone, label_of(thing))


def topics(things: Iterable[Any]) -> SafeString:
    """Free tags, each leading to its page."""
    items = [
        format_html('<li><a class="topic" href="{}">{}</a></li>', url_of(t), label_of(t))
        if url_of(t)
        else format_html('<li><span class="topic">{}</span></li>', label_of(t))
        for t in things
    ]
    if not items:
        return mark_safe("")
    return format_html(
        '<ul class="topics">{}</ul>', format_html_join("", "{}", ((i,) for i in items))
    )
