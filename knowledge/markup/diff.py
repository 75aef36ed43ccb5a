"""What changed between two sources, line by line, with the words marked inside changed lines.

`compare` gives rows: put `old` and `new` side by side, or read them one under the other with
`inline_lines`. `folded` hides long unchanged stretches.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from knowledge.markup.alignment import Step, align, dice, pair_up
from knowledge.markup.clean import normalise

LIKE = 0.35
"""Two lines this alike (Dice of their words) are one changed line, not one less and one more."""

MAX_TOKENS = 3_000
"""Words and marks in a line; longer lines are marked as changed whole."""

_TOKEN = re.compile(r"\w+|[^\S\n]+|[^\w\s]|\n")


class Change(StrEnum):
    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a line; `changed` says whether it is marked."""

    text: str
    changed: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A line beside its counterpart. Numbers count from 1; None where a side has no line."""

    change: Change
    old_number: int | None
    new_number: int | None
    old: tuple[Run, ...]
    new: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """Unchanged rows left out of a folded comparison."""

    lines: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an inline comparison; `change` is never CHANGED."""

    change: Change
    number: int
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    rows: tuple[Row, ...]
    added: int
    removed: int

    @property
    def is_same(self) -> bool:
        return all(row.change is Change.SAME for row in self.rows)

    def folded(self, context: int = 3) -> list[Row | Gap]:
        """The rows near a change, and a `Gap` for each unchanged stretch between."""
        near = [False] * len(self.rows)
        for index, row in enumerate(self.rows):
            if row.change is not Change.SAME:
                start, end = max(0, index - context), min(len(near), index + context + 1)
                near[start:end] = [True] * (end - start)
        shown: list[Row | Gap] = []
        hidden = 0
        for row, is_near in zip(self.rows, near, strict=True):
            if not is_near:
                hidden += 1
                continue
            if hidden:
                shown.append(Gap(hidden))
                hidden = 0
            shown.append(row)
        return [*shown, Gap(hidden)] if hidden else shown

    def inline_lines(self) -> Iterator[Line]:
        """Removed lines above the added ones that replace them."""
        late: list[Line] = []
        for row in self.rows:
            if row.change is Change.SAME:
                yield from late
                late = []
                yield Line(Change.SAME, row.new_number or 0, row.new)
                continue
            if row.old_number is not None:
                yield Line(Change.REMOVED, row.old_number, row.old)
            if row.new_number is not None:
                late.append(Line(Change.ADDED, row.new_number, row.new))
        yield from late


def compare(old: str, new: str) -> Comparison:
    """Compare two sources; time is bounded whatever their size (see `alignment`)."""
    old_lines, new_lines = normalise(old).split("\n"), normalise(new).split("\n")
    rows: list[Row] = []
    for step in align(old_lines, new_lines):
        left = old_lines[step.old_start : step.old_end]
        right = new_lines[step.new_start : step.new_end]
        if step.tag == "equal":
            rows += [
                _row(Change.SAME, step.old_start + i, step.new_start + i, line, line)
                for i, line in enumerate(left)
            ]
            continue
        for i, j in pair_up(left, right, _likeness, LIKE):
            rows.append(_paired(left, right, i, j, step))
    return Comparison(
        rows=tuple(rows),
        added=sum(1 for row in rows if row.change in {Change.ADDED, Change.CHANGED}),
        removed=sum(1 for row in rows if row.change in {Change.REMOVED, Change.CHANGED}),
    )


def mark_words(old: str, new: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Both texts as runs, the words that differ marked."""
    left, right = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(left) > MAX_TOKENS or len(right) > MAX_TOKENS:
        return (Run(old, changed=True),), (Run(new, changed=True),)
    before: list[Run] = []
    after: list[Run] = []
    for step in align(left, right):
        changed = step.tag != "equal"
        before.append(Run("".join(left[step.old_start : step.old_end]), changed))
        after.append(Run("".join(right[step.new_start : step.new_end]), changed))
    return tuple(run for run in before if run.text), tuple(run for run in after if run.text)


def _paired(left: list[str], right: list[str], i: int | None, j: int | None, step: Step) -> Row:
    start, other = step.old_start, step.new_start
    if i is None and j is not None:
        return _row(Change.ADDED, None, other + j, "", right[j])
    if j is None and i is not None:
        return _row(Change.REMOVED, start + i, None, left[i], "")
    old, new = mark_words(left[i or 0], right[j or 0])
    return Row(Change.CHANGED, start + (i or 0) + 1, other + (j or 0) + 1, old, new)


def _row(change: Change, old: int | None, new: int | None, before: str, after: str) -> Row:
    marked = change is not Change.SAME
    return Row(
        change,
        None if old is None else old + 1,
        None if new is None else new + 1,
        (Run(before, marked),) if before else (),
        (Run(after, marked),) if after else (),
    )


def _likeness(left: str, right: str) -> float:
    if not left.strip() or not right.strip():
        return 0.0
    return dice(_words(left), _words(right))


@lru_cache(maxsize=2048)
def _words(line: str) -> Counter[str]:
    return Counter(re.findall(r"\w+|[^\w\s]", line.lower()))
