"""Who shares the credit of words, by default: author 70, reviewers 15, others 15. Pure.

Source: features.md, section 4.2 (“default author 70, reviewer 15, others share 15; editable”).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

WHOLE: Final = 100
REVIEWERS: Final = 15
OTHERS: Final = 15
MOST_PEOPLE: Final = 20
"""Who may share one split; of the default's reviewers and others the first REVIEWERS and OTHERS."""


@dataclass(frozen=True, slots=True)
class Makers:
    """Who made some words: their author; who reviewed them; who else had a hand in them (wrote
    earlier wordings, co-authors, gave the answer or the article that they come from).
    """

    author: int
    reviewers: tuple[int, ...] = ()
    others: tuple[int, ...] = ()


class UnfairSplit(Exception):
    """Shares that don't add up to 100, fall below 1, or are too many."""


def default_shares(makers: Makers) -> dict[int, int]:
    """Per cent by person, the author first; they sum to 100.

    A role's 15 are divided equally in whole numbers. What is left over, and the share of a role that
    nobody has, is the author's. Whoever is author too gets nothing more for another role.
    """
    shares = {makers.author: WHOLE}
    for people, share in ((makers.reviewers, REVIEWERS), (makers.others, OTHERS)):
        hers = [pk for pk in dict.fromkeys(people) if pk != makers.author][:share]
        for pk in hers:
            part = share // len(hers)
            shares[pk] = shares.get(pk, 0) + part
            shares[makers.author] -= part
    return shares


def checked_shares(shares: Mapping[int, int]) -> dict[int, int]:
    """The same, once it is certain that they are a split. Raises UnfairSplit."""
    found = {pk: share for pk, share in shares.items() if share}
    if not found or len(found) > MOST_PEOPLE or min(found.values()) < 1:
        raise UnfairSplit
    if sum(found.values()) != WHOLE:
        raise UnfairSplit
    return found


def kept_shares(rows: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The shares of a CreditSplit, as kept: a list of [person id, per cent]."""
    return dict(rows)
