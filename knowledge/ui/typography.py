"""French typography in templates: applied to interface text when the interface is French."""

from __future__ import annotations

import html
import re

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from knowledge.markup.french import french_spaces

_MARKUP = re.compile(r"(<[^>]*>|&#?\w+;)")


def typo(text: str | Promise, language: str = "") -> SafeString | str:
    """The text with French spaces when `language` (or the active one) is French.

    Meant for plain text: titles, names, sentences. Escaped first, so it is safe on user text;
    entities and tags are left as they are.
    """
    value = text if isinstance(text, SafeString) else SafeString(html.escape(str(text)))
    if not (language or get_language() or "").startswith("fr"):
        return value
    return SafeString(_outside_markup(value))  # escaped above, spaces added only


def _outside_markup(value: str) -> str:
    if "&" not in value and "<" not in value:
        return french_spaces(value)
    return "".join(
        part if position % 2 else french_spaces(part)
        for position, part in enumerate(_MARKUP.split(value))
    )
