"""French typography: the spaces before and inside double punctuation never break a line."""

from __future__ import annotations

import re

NARROW = "\u202f"
NO_BREAK = "\u00a0"

_SPACE = "[ \u00a0\u202f\u2009]"
_SPACES = f"(?<!{_SPACE}){_SPACE}+"
"""A whole run: from inside of one, a long run would be read again and again."""
_ADDRESS = re.compile(
    r"(?:https?://|www\.|mailto:)\S+|[^\s@]{1,64}@[^\s@]{1,255}\.\S+", re.IGNORECASE
)
_QUICK = re.compile("[;!?%:«»€]")
_RULES = (
    (re.compile(f"«{_SPACE}*(?=\\S)"), "«" + NO_BREAK),
    (re.compile(f"(?<=\\S){_SPACE}*»"), NO_BREAK + "»"),
    (re.compile(f"{_SPACES}(?=[;!?%](?![/\\w]))"), NARROW),
    (re.compile(r"(?<=[\w)»\]])(?=[;!?]+(?:\s|\Z|[»)]))"), NARROW),
    (re.compile(r"(?<=\d)(?=%(?!\w))"), NARROW),
    (re.compile(f"{_SPACES}(?=:(?:\\s|\\Z))"), NO_BREAK),
    (re.compile(r"(?<=[^\W\d_])(?=:(?:\s|\Z))"), NO_BREAK),
    (re.compile(f"(?<=\\d){_SPACE}+(?=€)"), NO_BREAK),
)


def french_spaces(text: str) -> str:
    """The plain text with narrow no-break spaces before ; ! ? % and no-break ones before : and €
    and inside « ». Addresses are left alone. Applying it twice changes nothing more.
    """
    if _QUICK.search(text) is None:
        return text
    if "://" not in text and "@" not in text and "www." not in text:
        return _spaced(text)
    parts = []
    end = 0
    for match in _ADDRESS.finditer(text):
        parts += [_spaced(text[end : match.start()]), match[0]]
        end = match.end()
    return "".join([*parts, _spaced(text[end:])])


def _spaced(text: str) -> str:
    for pattern, space in _RULES:
        text = pattern.sub(space, text)
    return text
