"""Addresses as X finds them in a message, so that each weighs what its short link does.

After twitter-text 3.1 (extractUrlsWithIndices), in one pass whose time grows with the text alone: an
address of t.co is taken whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import regex

from knowledge.replies.top_level_names import TOP_LEVEL_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator

_LATIN = r"\u00C0-\u00D6\u00D8-\u00F6\u00F8-\u024F\u0253-\u02BB\u1E00-\u1EFF"
_SIGN = r"[^\s\p{P}\p{S}\p{C}]"
_LATIN_SIGN = rf"[a-z0-9{_LATIN}]"


def _names(sign: str) -> str:
    label = rf"{sign}++(?:[_-]++{sign}++)*+"
    return rf"{label}(?:\.{label})++"


_WITH_PROTOCOL = rf"(?<![a-z0-9@＠$#＃])https?://(?P<any>{_names(_SIGN)})"
_BARE = rf"(?<![a-z0-9@＠$#＃\-_./{_LATIN}])(?P<latin>{_names(_LATIN_SIGN)})"
_NAMES: Final = regex.compile(rf"{_WITH_PROTOCOL}|{_BARE}", regex.IGNORECASE)
_LATIN_START: Final = regex.compile(r"[a-z0-9-]+", regex.IGNORECASE)
_PORT: Final = regex.compile(r":[0-9]++")
_PATH: Final = regex.compile(
    rf"/[a-z\p{{Cyrillic}}0-9!*';:=+,.$/%#\[\]\-\u2013_~@|&(){_LATIN}]*+", regex.IGNORECASE
)
_PATH_END: Final = regex.compile(rf"[+\-a-z\p{{Cyrillic}}0-9=_#/{_LATIN}]", regex.IGNORECASE)
_QUERY: Final = regex.compile(
    r"\?[a-z0-9!?*'@();:&=+$/%#\[\]\-_.,~|]*[a-z0-9\-_&=#/]", regex.IGNORECASE
)
_LONGEST_LABEL: Final = 63
_HANGING: Final = frozenset("@+-")


def links_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each address starts and ends, in order."""
    reached = 0
    for found in _NAMES.finditer(text):
        if found.start() < reached:
            continue
        group = "any" if found["any"] else "latin"
        end = _end_of_name(found[group])
        if end and text[found.start(group) + end : found.start(group) + end + 1] not in _HANGING:
            reached = _end_of_rest(text, found.start(group) + end)
            yield found.start(), reached


def _end_of_name(name: str) -> int:
    """How far into `name` its host reaches: up to the last label that is a top-level name; 0 for none."""
    end, place, before = 0, 0, "_"
    for label in name.split("."):
        if not _is_label(label):
            break
        top = _top_of(label)
        if top and "_" not in before:
            end = place + len(top)
            if len(top) < len(label):
                break
        place += len(label) + 1
        before = label
    return end


def _is_label(label: str) -> bool:
    """At most 63 octets on the wire, where a label that is not Latin is written in Punycode."""
    octets = len(label) if label.isascii() else len("xn--") + len(label.encode("punycode"))
    return octets <= _LONGEST_LABEL


def _top_of(label: str) -> str:
    """The top-level name that the label is, or that stands before letters of another script; else ""."""
    if _is_top(label):
        return label
    latin = _LATIN_START.match(label)
    return latin[0] if latin and len(latin[0]) < len(label) and _is_top(latin[0]) else ""


def _is_top(label: str) -> bool:
    return label.lower() in TOP_LEVEL_NAMES or label.lower().startswith("xn--")


def _end_of_rest(text: str, end: int) -> int:
    """Past port, path and query; a point or comma at the end belongs to the sentence."""
    if port := _PORT.match(text, end):
        end = port.end()
    if path := _PATH.match(text, end):
        taken = _without_last_signs(path[0])
        end += len(taken)
        if len(taken) < len(path[0]):
            return end
    query = _QUERY.match(text, end)
    return query.end() if query else end


def _without_last_signs(path: str) -> str:
    """As twitter-text lets a path end: a bracket only where it closes one of the path's own."""
    opened = path.count("(") - path.count(")")
    end = len(path)
    while end > 1:
        sign = path[end - 1]
        if _PATH_END.match(sign) or (sign == ")" and opened >= 0):
            break
        opened += (sign == ")") - (sign == "(")
        end -= 1
    return path[:end]
