"""Three-way merge by paragraph: two people edited one base, both keep their work.

The unit is the paragraph (lines up to a blank one). Edits of different paragraphs go together by
themselves; two different edits of one paragraph, or two different additions in one place, are a
conflict, which is shown and never guessed. Merging is symmetric: swapping `mine` and `theirs`
swaps the sides of every chunk and changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from knowledge.markup.alignment import align

MARK_MINE = "<<<<<<< mine"
MARK_BETWEEN = "======="
MARK_THEIRS = ">>>>>>> theirs"


class ChunkKind(StrEnum):
    SAME = "same"
    MINE = "mine"
    THEIRS = "theirs"
    BOTH_SAME = "both_same"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch of the text as it stands in each version."""

    kind: ChunkKind
    base: str
    mine: str
    theirs: str

    @property
    def text(self) -> str:
        """What goes into the merged text; both sides between marks for a conflict."""
        if self.kind is not ChunkKind.CONFLICT:
            return self.theirs if self.kind is ChunkKind.THEIRS else self.mine
        mine, theirs = _ended(self.mine), _ended(self.theirs)
        return f"{MARK_MINE}\n{mine}{MARK_BETWEEN}\n{theirs}{MARK_THEIRS}\n"


@dataclass(frozen=True, slots=True)
class Merge:
    """`text` is ready to save when `clean`; else it holds both sides of each conflict, marked."""

    clean: bool
    chunks: tuple[Chunk, ...]
    text: str


@dataclass(frozen=True, slots=True)
class _Edit:
    """Base units `start:end` became `new` on one side."""

    start: int
    end: int
    new: tuple[str, ...]

    @property
    def is_insertion(self) -> bool:
        return self.start == self.end

    @property
    def grows(self) -> bool:
        return len(self.new) > self.end - self.start


def merge(base: str, mine: str, theirs: str) -> Merge:
    """Merge two edits of `base`. Texts must have `\\n` newlines (`clean.normalise`)."""
    if theirs in {mine, base}:
        kind = ChunkKind.THEIRS if mine == base else ChunkKind.MINE
        if mine == theirs:
            kind = ChunkKind.SAME if mine == base else ChunkKind.BOTH_SAME
        return Merge(clean=True, chunks=(Chunk(kind, base, mine, theirs),), text=mine)
    if mine == base:
        chunk = Chunk(ChunkKind.THEIRS, base, mine, theirs)
        return Merge(clean=True, chunks=(chunk,), text=theirs)
    units = split_units(base)
    chunks = tuple(_chunks(units, _edits(units, mine), _edits(units, theirs)))
    text = "".join(chunk.text for chunk in chunks)
    if not mine.endswith("\n") and not theirs.endswith("\n"):
        text = text.removesuffix("\n")
    clean = all(chunk.kind is not ChunkKind.CONFLICT for chunk in chunks)
    return Merge(clean, chunks, text)


def has_conflict_marks(text: str) -> bool:
    """Whether a text still holds the marks of an unresolved merge."""
    lines = set(text.split("\n"))
    return MARK_MINE in lines or MARK_THEIRS in lines


def split_units(text: str) -> list[str]:
    """Paragraphs and the blank lines between them; joined, they give the text back."""
    lines = _ended(text).splitlines(keepends=True) if text else []
    return ["".join(group) for _, group in groupby(lines, key=lambda line: bool(line.strip()))]


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"


def _edits(units: Sequence[str], other: str) -> list[_Edit]:
    new = split_units(other)
    return [
        _Edit(step.old_start, step.old_end, tuple(new[step.new_start : step.new_end]))
        for step in align(units, new)
        if step.tag != "equal"
    ]


def _clash(one: _Edit, two: _Edit) -> bool:
    """Whether two edits can't both be made without deciding something."""
    if one.is_insertion and two.is_insertion:
        return one.start == two.start
    if one.is_insertion or two.is_insertion:
        point, change = (one, two) if one.is_insertion else (two, one)
        inside = change.start < point.start < change.end
        touches = point.start in {change.start, change.end}
        return inside or (touches and change.grows)
    return max(one.start, two.start) < min(one.end, two.end)


def _chunks(units: Sequence[str], mine: list[_Edit], theirs: list[_Edit]) -> Iterator[Chunk]:
    at = 0
    for start, end, own, other in _regions(mine, theirs):
        if at < start:
            same = "".join(units[at:start])
            yield Chunk(ChunkKind.SAME, same, same, same)
        base = "".join(units[start:end])
        left, right = _applied(units, start, end, own), _applied(units, start, end, other)
        if not own:
            kind = ChunkKind.THEIRS
        elif not other:
            kind = ChunkKind.MINE
        else:
            kind = ChunkKind.BOTH_SAME if left == right else ChunkKind.CONFLICT
        yield Chunk(kind, base, left, right)
        at = end
    if at < len(units):
        same = "".join(units[at:])
        yield Chunk(ChunkKind.SAME, same, same, same)


def _regions(
    mine: list[_Edit], theirs: list[_Edit]
) -> Iterator[tuple[int, int, list[_Edit], list[_Edit]]]:
    """Stretches of the base with the edits of each side that clash, directly or by a chain."""
    left, right = list(mine), list(theirs)
    while left or right:
        own: list[_Edit] = []
        other: list[_Edit] = []
        if not right or (left and _order(left[0]) <= _order(right[0])):
            own.append(left.pop(0))
        else:
            other.append(right.pop(0))
        while True:
            if right and any(_clash(right[0], edit) for edit in own):
                other.append(right.pop(0))
            elif left and any(_clash(left[0], edit) for edit in other):
                own.append(left.pop(0))
            else:
                break
        edits = own + other
        yield min(e.start for e in edits), max(e.end for e in edits), own, other


def _order(edit: _Edit) -> tuple[int, int]:
    return edit.start, edit.end


def _applied(units: Sequence[str], start: int, end: int, edits: list[_Edit]) -> str:
    parts: list[str] = []
    at = start
    for edit in edits:
        parts += units[at : edit.start]
        parts += edit.new
        at = edit.end
    parts += units[at:end]
    return "".join(parts)
