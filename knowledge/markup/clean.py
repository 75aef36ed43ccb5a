"""What every source goes through first: normal newlines, no control characters, a size limit."""

from __future__ import annotations

import re
from html import unescape

MAX_CHARS = 400_000
"""Longest source that is rendered as Markdown (about 65,000 words, a thick book)."""

MAX_LINES = 40_000
"""Most lines that are rendered as Markdown."""

ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
"""A character written as `&name;` or `&#number;`."""

_NEWLINES = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufdd0-\ufdef\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")


class MarkupTooLarge(ValueError):
    """The source is longer than `MAX_CHARS` characters or `MAX_LINES` lines."""

    def __init__(self, chars: int, lines: int) -> None:
        super().__init__(f"{chars} characters in {lines} lines; {MAX_CHARS} in {MAX_LINES} at most")
        self.chars = chars
        self.lines = lines


def normalise(source: str) -> str:
    """The same text with `\\n` newlines and without what no author can have meant.

    Dropped: control characters, byte-order marks, noncharacters (our own placeholders are made of
    them) and bidirectional overrides, which can make a text read differently from what it says.
    A lone surrogate becomes U+FFFD, so the result can always be encoded.
    """
    text = _NEWLINES.sub("\n", source)
    if not text.isascii():
        text = _SURROGATES.sub("\ufffd", text)
    return _FORBIDDEN.sub("", text)


def read_entities(text: str) -> str:
    """The text with its entities as the characters they mean."""
    return ENTITY.sub(lambda match: unescape(match[0]), text) if "&" in text else text


def check_size(source: str) -> None:
    """Raise `MarkupTooLarge` for a source that `render` would only show as plain text."""
    lines = source.count("\n") + 1
    if len(source) > MAX_CHARS or lines > MAX_LINES:
        raise MarkupTooLarge(len(source), lines)


def is_too_large(source: str) -> bool:
    """Whether `check_size` would refuse the source."""
    return len(source) > MAX_CHARS or source.count("\n") >= MAX_LINES
