"""What a single line can begin, as CommonMark sees it. Columns count tabs as up to four spaces."""

from __future__ import annotations

import re
from dataclasses import dataclass

CODE_INDENT = 4
"""Columns from which a line is code, unless it goes on with a paragraph."""

HEADING = re.compile(r"#{1,6}(?:[ \t]|\Z)")
UNDERLINE = re.compile(r"(?:=++|-++)[ \t]*\Z")
RULE = re.compile(r"([-*_])[ \t]*+(?:\1[ \t]*+){2,}+\Z")
FENCE = re.compile(r"(`{3,}+(?=[^`]*\Z)|~{3,}+)(.*)\Z", re.DOTALL)
NOTE = re.compile(r"\[\^([^\s\[\]]{1,60})\]:[ \t]*")
TABLE_LINE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*+\|?[ \t]*\Z")

_MARKER = re.compile(r"([-+*]|(\d{1,9})([.)]))(?=[ \t]|\Z)")
_FIRST = frozenset("#>`~-+*_[<0123456789")
_INTERRUPTS = re.compile(
    r"#{1,6}(?:[ \t]|\Z)|>|`{3,}+[^`]*\Z|~{3}|(?:[-+*]|1[.)])[ \t]+[^ \t]"
    r"|([-*_])[ \t]*+(?:\1[ \t]*+){2,}+\Z|\[\^[^\s\[\]]{1,60}\]:|<!--"
)
_CONTAINERS = re.compile(r"(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|\Z)))*+[ \t]*")


@dataclass(frozen=True, slots=True)
class Marker:
    """The mark of a list item. `column` is where the item's own text starts."""

    kind: str
    number: int | None
    column: int
    text: str

    @property
    def tag(self) -> str:
        return "ul" if self.number is None else "ol"


def split_indent(line: str) -> tuple[int, str]:
    """Columns of white space before the line's text, and that text."""
    text = line.lstrip(" \t")
    space = len(line) - len(text)
    if space and "\t" in line[:space]:
        space = len(line[:space].expandtabs(4))
    return space, text


def dedent(line: str, columns: int) -> str:
    """The line without up to so many columns of leading white space."""
    space, text = split_indent(line)
    return " " * (space - columns) + text if space > columns else text


def is_blank(line: str) -> bool:
    return not line or (line.isspace() and not line.strip(" \t"))


def interrupts(text: str) -> bool:
    """Whether a line with this text ends a paragraph above it."""
    return text[:1] in _FIRST and _INTERRUPTS.match(text) is not None


def read_marker(text: str, indent: int) -> Marker | None:
    """The list item that the text begins, if it begins one."""
    match = _MARKER.match(text) if text[:1] in _FIRST else None
    if match is None:
        return None
    space, rest = split_indent(text[match.end() :])
    number = int(match[2]) if match[2] else None
    after = indent + match.end()
    if not rest:
        return Marker(match[3] or match[1], number, after + 1, "")
    if space > CODE_INDENT:
        return Marker(match[3] or match[1], number, after + 1, " " * (space - 1) + rest)
    return Marker(match[3] or match[1], number, after + space, rest)


def ends_fence(fence: str, line: str) -> bool:
    """Whether the line closes code which `fence` opened."""
    indent, text = split_indent(line)
    text = text.rstrip(" \t")
    return indent < CODE_INDENT and len(text) >= len(fence) and not text.strip(fence[0])


class Openness:
    """Whether what a container's last line left open is a paragraph, which the next may go on."""

    def __init__(self, first: str) -> None:
        self.fence = ""
        self.is_paragraph = False
        self.add(first)

    def add(self, line: str) -> None:
        text = line[_CONTAINERS.match(line).end() :]  # type: ignore[union-attr]
        if self.fence:
            if ends_fence(self.fence, text):
                self.fence = ""
            self.is_paragraph = False
            return
        opened = FENCE.match(text) if text[:1] in {"`", "~"} else None
        if opened is not None:
            self.fence = opened[1]
        is_underline = self.is_paragraph and UNDERLINE.match(text)
        is_other = opened is not None or is_underline or HEADING.match(text) or RULE.match(text)
        self.is_paragraph = bool(text) and not is_other

    def takes(self, indent: int, text: str) -> bool:
        """Whether a line outside of the container is still part of its last paragraph."""
        if not self.is_paragraph or indent >= CODE_INDENT:
            return self.is_paragraph
        return not interrupts(text) and read_marker(text, 0) is None
