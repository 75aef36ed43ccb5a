"""Which elements of two sequences correspond, in bounded time: the base of diffs and merges.

Patience first (lines that occur once in both are anchors, as in Bazaar), difflib between anchors
while that stays small. What is left after the budget counts as replaced, so a hostile text costs
a coarser answer and never minutes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

SMALL = 10_000
"""Largest product of lengths that difflib is asked for (its worst case is cubic)."""

BUDGET = 2_000_000
"""Sum of those products for one comparison."""

Tag = Literal["equal", "replace", "insert", "delete"]


@dataclass(frozen=True, slots=True)
class Step:
    """`old[old_start:old_end]` became `new[new_start:new_end]`."""

    tag: Tag
    old_start: int
    old_end: int
    new_start: int
    new_end: int


def align(old: Sequence[str], new: Sequence[str]) -> list[Step]:
    """Steps which together cover both sequences, in order."""
    steps: list[Step] = []
    at_old = at_new = 0
    for start, other, size in [*_matches(old, new), (len(old), len(new), 0)]:
        if at_old < start or at_new < other:
            tag: Tag = "replace"
            if at_old == start:
                tag = "insert"
            elif at_new == other:
                tag = "delete"
            steps.append(Step(tag, at_old, start, at_new, other))
        if size:
            steps.append(Step("equal", start, start + size, other, other + size))
        at_old, at_new = start + size, other + size
    return steps


def _matches(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, int]]:
    pairs: list[tuple[int, int]] = []
    todo = [(0, len(old), 0, len(new))]
    budget = BUDGET
    while todo:
        low, high, other_low, other_high = _trimmed(old, new, todo.pop(), pairs)
        product = (high - low) * (other_high - other_low)
        if not product:
            continue
        if product <= SMALL:
            budget -= product
            if budget >= 0:
                pairs += _by_difflib(old[low:high], new[other_low:other_high], low, other_low)
            continue
        anchors = _anchors(old[low:high], new[other_low:other_high])
        edges = [(low + i, other_low + j) for i, j in anchors]
        pairs += edges
        starts = [(low, other_low), *((i + 1, j + 1) for i, j in edges)]
        ends = [*edges, (high, other_high)]
        if anchors:
            todo += [(a, c, b, d) for (a, b), (c, d) in zip(starts, ends, strict=True)]
    return _joined(sorted(pairs))


def _trimmed(
    old: Sequence[str],
    new: Sequence[str],
    window: tuple[int, int, int, int],
    pairs: list[tuple[int, int]],
) -> tuple[int, int, int, int]:
    """The window without its common head and tail, which are added to `pairs`."""
    low, high, other_low, other_high = window
    while low < high and other_low < other_high and old[low] == new[other_low]:
        pairs.append((low, other_low))
        low, other_low = low + 1, other_low + 1
    while low < high and other_low < other_high and old[high - 1] == new[other_high - 1]:
        high, other_high = high - 1, other_high - 1
        pairs.append((high, other_high))
    return low, high, other_low, other_high


def _by_difflib(
    old: Sequence[str], new: Sequence[str], low: int, other_low: int
) -> list[tuple[int, int]]:
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    return [
        (low + block.a + offset, other_low + block.b + offset)
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    ]


def _anchors(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """The longest run, in the order of both, of elements that occur once in each."""
    once, once_new = Counter(old), Counter(new)
    places = {text: index for index, text in enumerate(new) if once_new[text] == 1}
    pairs = [
        (index, places[text])
        for index, text in enumerate(old)
        if once[text] == 1 and text in places
    ]
    tails: list[int] = []
    heads: list[int] = []
    before: list[int] = [-1] * len(pairs)
    for number, (_, place) in enumerate(pairs):
        spot = bisect_left(tails, place)
        before[number] = heads[spot - 1] if spot else -1
        tails[spot : spot + 1] = [place]
        heads[spot : spot + 1] = [number]
    chain: list[tuple[int, int]] = []
    number = heads[-1] if heads else -1
    while number >= 0:
        chain.append(pairs[number])
        number = before[number]
    return chain[::-1]


def _joined(pairs: list[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """Runs of neighbouring pairs as (old start, new start, length)."""
    runs: list[tuple[int, int, int]] = []
    for here, there in pairs:
        if runs and runs[-1][0] + runs[-1][2] == here and runs[-1][1] + runs[-1][2] == there:
            start, other, size = runs[-1]
            runs[-1] = (start, other, size + 1)
        else:
            runs.append((here, there, 1))
    return runs


MAX_PAIRED = 2_500


def pair_up(
    old: Sequence[str], new: Sequence[str], likeness: Callable[[str, str], float], least: float
) -> list[tuple[int | None, int | None]]:
    """Pairs of a replaced stretch, in order, each side None where nothing corresponds.

    Of all order-keeping pairings, the one with the greatest summed likeness of at least `least`.
    """
    rows, columns = len(old), len(new)
    if not rows or not columns or rows * columns > MAX_PAIRED:
        removed: list[tuple[int | None, int | None]] = [(index, None) for index in range(rows)]
        return removed + [(None, index) for index in range(columns)]
    scores = [[likeness(left, right) for right in new] for left in old]
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for row in range(rows - 1, -1, -1):
        for column in range(columns - 1, -1, -1):
            score = scores[row][column]
            paired = score + best[row + 1][column + 1] if score >= least else -1.0
            best[row][column] = max(paired, best[row + 1][column], best[row][column + 1])
    pairs: list[tuple[int | None, int | None]] = []
    row = column = 0
    while row < rows and column < columns:
        score = scores[row][column]
        if score >= least and best[row][column] == score + best[row + 1][column + 1]:
            pairs.append((row, column))
            row, column = row + 1, column + 1
        elif best[row][column] == best[row + 1][column]:
            pairs.append((row, None))
            row += 1
        else:
            pairs.append((None, column))
            column += 1
    pairs += [(index, None) for index in range(row, rows)]
    return pairs + [(None, index) for index in range(column, columns)]


def dice(left: Counter[str], right: Counter[str]) -> float:
    """Dice's coefficient of two multisets: 2 |A and B| / (|A| + |B|); 1 when both are empty."""
    total = left.total() + right.total()
    if not total:
        return 1.0
    if len(left) > len(right):
        left, right = right, left
    shared = sum(min(count, right[word]) for word, count in left.items() if word in right)
    return 2 * shared / total
