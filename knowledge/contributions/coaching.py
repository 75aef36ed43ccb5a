"""What a manager could talk about with somebody: facts for a sentence, never a judgement. Pure.

Each person has one subject at most, the first rule that holds; people stand by their names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from knowledge.contributions.bands import Share, Standing

if TYPE_CHECKING:
    from knowledge.contributions.planning import PlanFigures

STREAK: Final = 3
"""Weeks in a row that are worth a word."""
QUIET: Final = 2
"""Weeks in a row without a confirmed minute."""


class Subject(StrEnum):
    """What there is to talk about. The first two say that somebody is at risk."""

    ABOVE = "above"
    """Three weeks or more above the band: who could take over?"""
    LOST = "lost"
    """Below the band, and blocks were lost to other work: which hour would hold?"""
    QUIET = "quiet"
    """Nothing confirmed for two weeks or more: perhaps not noted, ask before concluding."""
    BETTER = "better"
    """Back in the band after three weeks or more below: say that it shows."""
    LOW = "low"
    """Three weeks or more below, without a block that was lost."""


AT_RISK: Final = frozenset({Subject.ABOVE, Subject.LOST})


@dataclass(frozen=True, slots=True)
class Prompt:
    """The facts: for how many weeks, the share of the last of them, what was lost to what.

    `reason` is that of most lost minutes, a value of `Block.Reason`, or "".
    """

    subject: Subject
    weeks: int
    last: Share
    lost: int = 0
    planned: int = 0
    reason: str = ""
    to_confirm: int = 0

    @property
    def is_risk(self) -> bool:
        return self.subject in AT_RISK


def prompt_of(
    weeks: Sequence[Share | None], headline: Share, plan: PlanFigures, *, to_confirm: int = 0
) -> Prompt | None:
    """`weeks` are complete ones, the latest last, None where they were elsewhere; weeks away are
    passed over. `plan` is of the weeks of the headline, as is `to_confirm`.
    """
    there = [week for week in weeks if week is not None and week.available]
    if not there or headline.standing is Standing.AWAY:
        return None
    return _prompt(there, headline, plan, to_confirm)


def _prompt(
    there: Sequence[Share], headline: Share, plan: PlanFigures, to_confirm: int
) -> Prompt | None:
    last, below = there[-1], _streak(there, Standing.BELOW)
    if (above := _streak(there, Standing.ABOVE)) >= STREAK:
        return Prompt(Subject.ABOVE, above, last)
    if headline.standing is Standing.BELOW and plan.lost:
        reason = max(sorted(plan.by_reason), key=lambda key: plan.by_reason[key])
        return Prompt(Subject.LOST, below, last, plan.lost, plan.planned, reason)
    quiet = next((back for back, week in enumerate(reversed(there)) if week.confirmed), len(there))
    if quiet >= QUIET and headline.standing is Standing.BELOW:
        return Prompt(Subject.QUIET, quiet, last, to_confirm=to_confirm)
    if not below and (before := _streak(there[:-1], Standing.BELOW)) >= STREAK:
        return Prompt(Subject.BETTER, before, last)
    return Prompt(Subject.LOW, below, last) if below >= STREAK else None


def _streak(weeks: Sequence[Share], standing: Standing) -> int:
    """How many of the latest stand there without a break."""
    count = 0
    for week in reversed(weeks):
        if week.standing is not standing:
            break
        count += 1
    return count
