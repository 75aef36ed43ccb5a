"""Passage identity: a passage keeps its key while it is recognisably the same text.

The rule, in order; each old key is given at most once:
1. A new passage whose text equals an old one's takes its key (spaces do not count). Among several
   equal ones, the same heading goes first, then the order of the text.
2. Of what is left, pairs whose words are alike by at least `LEAST` (Dice's coefficient of the
   two multisets of words, case folded) take the key, the most alike pair first; ties go to the
   same heading, then to the nearer place in the text.
3. Everything else is new and gets a new random key.

A passage without text of its own (a heading alone) is compared by its heading.
"""

from __future__ import annotations

import re
import secrets
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from knowledge.markup.alignment import dice
from knowledge.markup.results import RenderedPassage

LEAST = 0.5
KEY_LENGTH = 8
MAX_PAIRS = 250_000
"""Most pairs compared; in longer texts only passages near each other in order are."""

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class OldPassage:
    """What identity needs to know of a passage of the earlier revision."""

    key: str
    heading: str
    plain: str


def new_key() -> str:
    """Eight random letters and digits, without those that are easily confused."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(KEY_LENGTH))


def match_passages(
    old: Sequence[OldPassage],
    new: Sequence[RenderedPassage],
    make_key: Callable[[], str] = new_key,
) -> list[str]:
    """The key of each new passage, in order; all are different."""
    found: dict[int, int] = {}
    _match_equal(old, new, found, with_heading=True)
    _match_equal(old, new, found, with_heading=False)
    _match_alike(old, new, found)
    taken = {passage.key for passage in old}
    keys: list[str] = []
    for index in range(len(new)):
        if index in found:
            keys.append(old[found[index]].key)
            continue
        key = make_key()
        while key in taken:
            key = make_key()
        taken.add(key)
        keys.append(key)
    return keys


def _said(passage: OldPassage | RenderedPassage) -> str:
    return " ".join((passage.plain or passage.heading).split())


def _match_equal(
    old: Sequence[OldPassage],
    new: Sequence[RenderedPassage],
    found: dict[int, int],
    *,
    with_heading: bool,
) -> None:
    waiting: dict[tuple[str, str], list[int]] = {}
    used = set(found.values())
    for index in range(len(old) - 1, -1, -1):
        if index not in used:
            heading = old[index].heading if with_heading else ""
            waiting.setdefault((_said(old[index]), heading), []).append(index)
    for index, passage in enumerate(new):
        if index in found:
            continue
        candidates = waiting.get((_said(passage), passage.heading if with_heading else ""))
        if candidates:
            found[index] = candidates.pop()


def _match_alike(
    old: Sequence[OldPassage], new: Sequence[RenderedPassage], found: dict[int, int]
) -> None:
    used = set(found.values())
    left = [index for index in range(len(old)) if index not in used]
    right = [index for index in range(len(new)) if index not in found]
    pairs = sorted(
        (-score, old[i].heading != new[j].heading, abs(i - j), i, j)
        for score, i, j in _alike_pairs(old, new, left, right)
    )
    for _, _, _, i, j in pairs:
        if i not in used and j not in found:
            used.add(i)
            found[j] = i


def _alike_pairs(
    old: Sequence[OldPassage],
    new: Sequence[RenderedPassage],
    left: list[int],
    right: list[int],
) -> Iterator[tuple[float, int, int]]:
    old_words = [_words(old[index]) for index in left]
    new_words = [_words(new[index]) for index in right]
    reach = max(5, MAX_PAIRS // max(1, len(right)) // 2)
    for there, words in enumerate(new_words):
        place = there * len(left) // max(1, len(right))
        for here in range(max(0, place - reach), min(len(left), place + reach + 1)):
            score = dice(old_words[here], words) if words and old_words[here] else 0.0
            if score >= LEAST:
                yield score, left[here], right[there]


def _words(passage: OldPassage | RenderedPassage) -> Counter[str]:
    return Counter(_WORD.findall(_said(passage).casefold()))
