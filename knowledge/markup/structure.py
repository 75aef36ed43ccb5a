"""Splits a source into its `///` blocks by lines alone, before any Markdown is read.

Who may be told a line is decided here and nowhere else, so nothing that Markdown does with the
text (comments, lists, unclosed code, reference definitions) can move a line to another audience.

Rules
- A marker is a line which starts in column 0 with three or more slashes: `/// customer` opens,
  a bare `///` with as many slashes closes the innermost block. Nothing else is a marker.
- Blocks only narrow: the audience of a nested block is the more restrictive of its own and that
  of the blocks around it. Outermost blocks open up from the document's default.
- A call-out holds one audience: the narrowest of all that stands inside it.
- Markers inside fenced code are code.
- Fail closed: when a block is never closed, or when a line inside an audience block could be
  taken for a marker by a human but is none (indented, quoted, in a list, in code, too few or many
  slashes), everything from the outermost open block to the end of the document is internal.
  `\\///` writes three slashes that mean nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.markup.audience import Audience

CALLOUTS = frozenset({"note", "tip", "warning", "decide"})
DETAILS = "details"
MAX_DEPTH = 12
"""Blocks nested deeper than this are treated as ambiguous."""

_AUDIENCES = {str(audience): audience for audience in Audience}
_MARKER = re.compile(r"(/{3,})[ \t]*(?:([A-Za-z][\w-]{0,40})[ \t]*(?:\|(.*))?)?\Z")
_MARKER_LENGTH = 300
_LOOKALIKE = re.compile(
    r"[\s>*+\-.)\d\u200b-\u200d\u2060|]*[/\u2044\u2215\uff0f]{3}|.*\s/{3,}\Z", re.DOTALL
)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})(.*)\Z", re.DOTALL)


@dataclass(slots=True)
class Lines:
    """A run of source lines; `start` counts from 0."""

    start: int
    text: list[str]


@dataclass(slots=True)
class Block:
    """A `///` block. `audience` is the effective one, already narrowed by its surroundings."""

    kind: str
    title: str
    audience: Audience
    slashes: int
    start: int
    end: int = 0
    is_explicit: bool = False
    children: list[Lines | Block] = field(default_factory=list)

    @property
    def is_audience(self) -> bool:
        return self.kind in _AUDIENCES

    @property
    def is_wrapper(self) -> bool:
        """A call-out or details block, which draws something around its content."""
        return self.kind in CALLOUTS or self.kind == DETAILS


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a line was not understood; `line` counts from 0."""

    line: int
    code: str
    detail: str = ""


@dataclass(slots=True)
class Leaf:
    """A run of lines or one call-out, with its audience, in document order.

    `opens` is true for the first leaf after an audience block's edge, where a passage starts.
    """

    audience: Audience
    content: Lines | Block
    opens: bool


@dataclass(slots=True)
class Structure:
    leaves: list[Leaf]
    faults: list[Fault]


def read_structure(source: str, default: Audience = Audience.INTERNAL) -> Structure:
    """The leaves of a normalised source, each with its audience."""
    lines = source.split("\n")
    scanner = _Scanner(lines, default)
    root = scanner.scan()
    leaves: list[Leaf] = []
    _flatten(root, leaves)
    return Structure(leaves, scanner.faults)


class _Void(Exception):
    """Scanning met something that can't be decided; the argument is the fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


class _Scanner:
    def __init__(self, lines: list[str], default: Audience) -> None:
        self.lines = lines
        self.faults: list[Fault] = []
        self.default = default
        self.root = Block("", "", default, 0, 0)
        self.stack = [self.root]
        self.fence = ""

    def scan(self) -> Block:
        try:
            for number, line in enumerate(self.lines):
                self._read(number, line)
            self._refuse_unclosed()
        except _Void as void:
            self.faults.append(void.fault)
            self._close_everything(void.fault)
        return self.root

    def _refuse_unclosed(self) -> None:
        if len(self.stack) > 1:
            raise _Void(Fault(self.stack[1].start, "unclosed"))

    def _read(self, number: int, line: str) -> None:
        if self.fence:
            self._refuse_lookalike(number, line)
            self._text(number, line)
            if _closes(self.fence, line):
                self.fence = ""
            return
        if line.startswith("///") and len(line) <= _MARKER_LENGTH:
            match = _MARKER.match(line.rstrip())
            if match is not None and self._marker(number, match):
                return
        self._refuse_lookalike(number, line)
        self._text(number, line)
        self.fence = _opened_fence(line)

    def _marker(self, number: int, match: re.Match[str]) -> bool:
        """Open or close a block; False if the line is only text (outside of any block)."""
        slashes, name, title = match.groups()
        if name is not None:
            self._open(number, len(slashes), name.lower(), (title or "").strip())
            return True
        top = self.stack[-1]
        if top is self.root:
            self.faults.append(Fault(number, "stray"))
            return False
        if len(slashes) != top.slashes:
            if not self._is_guarded():
                return False
            raise _Void(Fault(number, "ambiguous"))
        top.end = number
        self.stack.pop()
        return True

    def _open(self, number: int, slashes: int, kind: str, title: str) -> None:
        if len(self.stack) > MAX_DEPTH:
            raise _Void(Fault(number, "ambiguous"))
        parent = self.stack[-1]
        audience = parent.audience
        explicit = parent.is_explicit
        if kind in _AUDIENCES:
            own = _AUDIENCES[kind]
            audience = own.narrowed_by(parent.audience) if explicit else own
            explicit = True
        elif kind == "decide":
            audience = Audience.INTERNAL
        elif kind not in CALLOUTS and kind != DETAILS:
            self.faults.append(Fault(number, "unknown", kind))
        block = Block(kind, title, audience, slashes, number, is_explicit=explicit)
        parent.children.append(block)
        self.stack.append(block)

    def _refuse_lookalike(self, number: int, line: str) -> None:
        if self._is_guarded() and _LOOKALIKE.match(line.rstrip()):
            raise _Void(Fault(number, "ambiguous"))

    def _is_guarded(self) -> bool:
        """Whether a misread line here could open up what was meant to stay closed."""
        return self.stack[-1].is_explicit or self.default.is_open

    def _text(self, number: int, line: str) -> None:
        children = self.stack[-1].children
        last = children[-1] if children else None
        if isinstance(last, Lines):
            last.text.append(line)
        else:
            children.append(Lines(number, [line]))

    def _close_everything(self, fault: Fault) -> None:
        """Make all from the outermost open block to the end one run of internal lines."""
        start = self.stack[1].start if len(self.stack) > 1 else fault.line
        if self.default.is_open:
            start = 0
        kept = []
        for child in self.root.children:
            if child.start < start:
                if isinstance(child, Lines):
                    child.text = child.text[: start - child.start]
                kept.append(child)
        rest = Block("internal", "", Audience.INTERNAL, 3, start, len(self.lines))
        rest.children.append(Lines(start, self.lines[start:]))
        self.root.children = [*kept, rest]
        self.faults = [found for found in self.faults if found.line < start or found is fault]


def _opened_fence(line: str) -> str:
    match = _FENCE.match(line) if "```" in line or "~~~" in line else None
    if match is None or (match[1][0] == "`" and "`" in match[2]):
        return ""
    return match[1]


def _closes(fence: str, line: str) -> bool:
    stripped = line.strip(" \t")
    long_enough = len(stripped) >= len(fence)
    return not line.startswith("    ") and long_enough and stripped == fence[0] * len(stripped)


def _narrowest(block: Block) -> Audience:
    inner = (_narrowest(child) for child in block.children if isinstance(child, Block))
    return Audience.narrowest((block.audience, *inner))


def _flatten(block: Block, leaves: list[Leaf], *, opens: bool = True) -> bool:
    """Append the leaves below `block`; the answer says whether the next one opens a passage."""
    for child in block.children:
        if isinstance(child, Lines):
            if any(line.strip() for line in child.text):
                leaves.append(Leaf(block.audience, child, opens))
                opens = False
        elif child.is_wrapper:
            leaves.append(Leaf(_narrowest(child), child, opens))
            opens = False
        else:
            opens = _flatten(child, leaves, opens=opens or child.is_audience) or child.is_audience
    return opens


def walk_lines(block: Block) -> Iterator[Lines]:
    """Every run of lines inside a block, in document order."""
    for child in block.children:
        if isinstance(child, Lines):
            yield child
        else:
            yield from walk_lines(child)
