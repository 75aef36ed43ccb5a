"""Parts of pages that are drawn once by their template, kept, and filled in for each request.

A template costs about fifty times what joining its strings does, and a list draws the same few shapes
again and again. What a part shows is told apart: `facts` decide its shape, have few combinations, and
are what it is kept under, with the language; `holes` are only put in, escaped. In the template both
are variables. In DEBUG nothing is kept, so that a changed template shows.
"""

from __future__ import annotations

import html
import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

_KEPT: Final = 2_048
"""Drawn shapes of all parts in all languages, about 2 kB each."""

_OPENS, _CLOSES = "\ue000", " !\ue001"
"""Private-use characters are in no template. The space is one that French typography would change: a
filter on a hole would act on its mark, and drawing fails instead."""

_HOLE: Final = re.compile(f"{_OPENS}([a-z_]+){_CLOSES}")


class FilteredHole(ValueError):
    """A template applies a filter to a hole; apply it to the value that is put in."""


def draw(
    template: str,
    facts: Mapping[str, Hashable] | None = None,
    holes: Mapping[str, Any] | None = None,
) -> SafeString:
    """The part as HTML. A fact that is a function is called while drawing, as templates do.

    A hole is always true in `{% if %}`: whether it is filled is a fact.
    """
    holes = holes or {}
    return shape(template, facts or {}, tuple(holes)).fill(holes)


def shape(template: str, facts: Mapping[str, Hashable], holes: tuple[str, ...]) -> Shape:
    """The part with its holes still open: for lists, whose lines are filled into the same shape."""
    key = tuple([(name, fact, type(fact)) for name, fact in facts.items()])
    make = _shape.__wrapped__ if settings.DEBUG else _shape
    return make(template, key, holes, get_language(), settings.ROOT_URLCONF)


@dataclass(frozen=True, slots=True)
class Shape:
    """What stands between the holes, and in every second place the name of a hole."""

    parts: tuple[str, ...]

    def fill(self, holes: Mapping[str, Any]) -> SafeString:
        """The part as HTML: what is put in is escaped, unless it is HTML already."""
        parts = list(self.parts)
        parts[1::2] = [_escaped(holes[name]) for name in parts[1::2]]
        return SafeString("".join(parts))


def _escaped(value: Any) -> str:
    if isinstance(value, SafeString) or not value:
        return str(value)
    return str(value) if type(value) is int else html.escape(str(value))


def hole(name: str) -> SafeString:
    """The mark of a hole, for a fact that is a function, such as the one that makes a form."""
    return mark_safe(f"{_OPENS}{name}{_CLOSES}")  # noqa: S308 - a constant


@lru_cache(maxsize=_KEPT)
def _shape(
    template: str,
    facts: tuple[tuple[str, Hashable, type], ...],
    holes: tuple[str, ...],
    _language: str | None,
    _routes: str,
) -> Shape:
    """Types are part of the key because 1 equals True, and HTML the same words as plain text."""
    context: dict[str, Any] = {name: fact for name, fact, _type in facts}
    drawn = render_to_string(template, context | {name: hole(name) for name in holes})
    parts = tuple(_HOLE.split(drawn))
    if any(_OPENS in part or _CLOSES[-1] in part or "%EE%80%80" in part for part in parts[::2]):
        raise FilteredHole(template)
    return Shape(parts)
