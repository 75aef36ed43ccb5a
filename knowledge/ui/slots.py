"""Named places of the frame. A higher package fills one in its `AppConfig.ready`:

    slots.register("bar", inbox_link, order=40)

so that every page shows the inbox count or the week's gauge without `ui` knowing either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args

from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

Name = Literal[
    "head", "bar", "menu", "banner", "tray", "foot", "exits", "time_brought", "signed_out"
]
"""head: in <head>; bar: the links of the top bar; menu: the entries of the profile menu;
banner: above the page's text; tray: docked at the foot of the window; foot: the last line;
exits: the first of the ways out of a failed search, each an <li>; its words are the parameter `q`;
time_brought: on the page of one's own time, whom it helped, each a <p>;
signed_out: scripts of the sign-in page, where signing out leads."""

Fill = Callable[[HttpRequest], SafeString | str]


@dataclass(frozen=True, slots=True, order=True)
class _Entry:
    order: int
    key: str
    fill: Fill


_filled: dict[str, list[_Entry]] = {name: [] for name in get_args(Name)}


def register(name: Name, fill: Fill, *, order: int = 50) -> None:
    """Show what `fill(request)` returns in the slot; an empty string shows nothing.

    Lower `order` comes first. Registering the same function again replaces it, so that `ready`
    may run twice. Raises KeyError for an unknown slot.
    """
    key = f"{fill.__module__}.{fill.__qualname__}"
    kept = [entry for entry in _filled[name] if entry.key != key]
    _filled[name] = sorted([*kept, _Entry(order, key, fill)], key=lambda e: (e.order, e.key))


def render(name: str, request: HttpRequest) -> SafeString:
    """Everything registered for the slot, in order. Plain strings are escaped."""
    entries = _filled[name]
    if not entries:
        return mark_safe("")
    return SafeString("\n".join(conditional_escape(entry.fill(request)) for entry in entries))
