"""What parsing hands to the writers: a flat list of block tokens, each with its inline children."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Token:
    """An opening (`nesting` 1), a closing (-1) or a whole (0) element.

    `line` is where its block starts and `end` the line after it, counted from 0 in its piece.
    A `hidden` paragraph is the text of a list item which stands close to its neighbours.
    """

    type: str
    tag: str = ""
    nesting: int = 0
    level: int = 0
    content: str = ""
    info: str = ""
    hidden: bool = False
    line: int = 0
    end: int = 0
    attrs: dict[str, str] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    children: list[Token] | None = None


@dataclass(slots=True)
class Note:
    """A footnote's definition; its lines are counted from 0 in its own piece, `end` excluded."""

    label: str
    source: str
    start: int
    end: int
    tokens: list[Token] = field(default_factory=list)
