"""The figures of replies and their formulas. Pure.

Source: the metrics dictionary, features.md section 5. A denominator of 0 is “no data”, and sums are
added before anything is divided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Final

from knowledge.ui.numbers import number

LEAST_SCORES: Final = 5
"""Of contacts with a reply record, and of those without, below which no scores are compared."""


@dataclass(slots=True)
class Tally:
    """Sums of one cell, or of several. Scores are sums of what customers gave, with how many did."""

    replies: int = 0
    said: int = 0
    helped: int = 0
    recalled: int = 0
    contacts: int = 0
    linked: int = 0
    scored_with: int = 0
    score_with: Decimal = Decimal(0)
    scored_without: int = 0
    score_without: Decimal = Decimal(0)

    def add(self, other: Tally) -> None:
        for field in fields(self):
            name = field.name
            setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def link_rate(self) -> Ratio:
        """Closed contacts (cases) with at least one article linked / closed contacts (5a, KCS).

        Here: contacts whose reference stands in a reply record.
        """
        return Ratio(self.linked, self.contacts)

    @property
    def outcome_rate(self) -> Ratio:
        """Replies marked helped / replies with an outcome (5b)."""
        return Ratio(self.helped, self.said)

    @property
    def response_share(self) -> Ratio:
        """Replies with an outcome / replies: the share of answers that the outcome rate stands on (5b)."""
        return Ratio(self.said, self.replies)

    @property
    def recall_size(self) -> Ratio:
        """Replies using a passage later marked wrong (5b), of all replies."""
        return Ratio(self.recalled, self.replies)


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many of so many, apart."""

    part: int
    whole: int

    @property
    def rate(self) -> float | None:
        """None is no data."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Delta:
    """Mean score of contacts with a reply record − mean without, same area and channel (5b, imported;
    association only).

    Compared inside each area and channel that has both kinds, and weighted by the contacts with a
    record there: `difference` is the weighted sum, `contacts` what it is divided by.
    """

    difference: Decimal = Decimal(0)
    contacts: int = 0
    without: int = 0

    @property
    def value(self) -> float | None:
        """None is no data, or too few scores of one kind."""
        if min(self.contacts, self.without) < LEAST_SCORES:
            return None
        return float(self.difference / self.contacts)

    @property
    def signed(self) -> str:
        """With its sign, as +1.80; "" is no data."""
        value = self.value
        if value is None:
            return ""
        sign = "+" if value > 0 else "−" if value < 0 else ""
        return f"{sign}{number(abs(value), 2)}"


def delta_of(strata: Iterable[Tally]) -> Delta:
    """Of tallies that each hold one area and channel."""
    difference, contacts, without = Decimal(0), 0, 0
    for tally in strata:
        if not tally.scored_with or not tally.scored_without:
            continue
        mean_with = tally.score_with / tally.scored_with
        mean_without = tally.score_without / tally.scored_without
        difference += (mean_with - mean_without) * tally.scored_with
        contacts += tally.scored_with
        without += tally.scored_without
    return Delta(difference, contacts, without)
