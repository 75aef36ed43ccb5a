"""The drawn symbols of static/img/icons.svg: 20-unit grid, 1.5 strokes, always beside a word."""

from __future__ import annotations

import re
from functools import lru_cache

from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

SPRITE = "img/icons.svg"
_SYMBOL = re.compile(r'<symbol id="i-([a-z]+)"')


@lru_cache(maxsize=1)
def names() -> frozenset[str]:
    """The names that `icon` knows, read from the sprite."""
    path = finders.find(SPRITE)
    if path is None:
        return frozenset()
    with open(path, encoding="utf-8") as sprite:  # noqa: PTH123 - finders answer strings
        return frozenset(_SYMBOL.findall(sprite.read()))


@lru_cache(maxsize=512)
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """The symbol as inline SVG. Without a label it is decoration; with one it is named by it.

    Raises ValueError for a symbol that was never drawn.
    """
    if name not in names():
        raise ValueError(f"No icon “{name}”; draw it in static/{SPRITE}")
    classes = f"icon {extra}" if extra else "icon"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}#i-{}"/></svg>',
            classes, label, static(SPRITE), name,
        )  # fmt: skip
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        classes, static(SPRITE), name,
    )  # fmt: skip
