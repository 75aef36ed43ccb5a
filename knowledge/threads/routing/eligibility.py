"""Who may be asked, and why somebody may not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from knowledge.threads.models.words import Role, Urgency

if TYPE_CHECKING:
    from collections.abc import Collection

MOST_CLAIMS: Final = 5
"""Open claims with which nobody is offered another thread: a day of answers, at 10 % a fortnight's."""

USUAL_MINUTES: Final = {Urgency.NOW: 10, Urgency.TODAY: 15, Urgency.WEEK: 20}
"""What an answer is expected to take where an area has too few to tell (features.md §4.5)."""

MOST_MINUTES: Final = 120
"""A claim answered after longer than this was set aside in between: it does not tell what answers take."""

FEWEST_ANSWERS: Final = 5
"""Answered claims from which on an area's own median counts."""


class WhyNot(models.TextChoices):
    """Why somebody who knows the area is not asked, as leads read it."""

    ASKER = "asker", _("asked it")
    INACTIVE = "inactive", _("is no longer active")
    ASKED = "asked", _("was asked already")
    CLOSED = "closed", _("may not see all of its areas")
    AWAY = "away", _("is away")
    HOURS = "hours", _("is outside working hours, and a customer is waiting")
    CLAIMS = "claims", _("has as many claims as anybody may have")
    BUDGET = "budget", _("has no time left this week")


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of somebody: by whom, how urgently, for how many minutes, and who was asked already."""

    asker_id: int
    urgency: Urgency
    minutes: int
    asked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands at this moment; minutes are those of this week's time for sharing."""

    is_active: bool
    may_see: bool
    is_away: bool
    is_open: bool
    claims: int
    left: int
    weekly: int

    @property
    def share(self) -> float:
        """Of the week's time what is left, 0 to 1; 0 for somebody without any."""
        return max(0.0, min(1.0, self.left / self.weekly)) if self.weekly > 0 else 0.0


def why_not(
    person_id: int, standing: Standing, demand: Demand, *, role: Role = Role.EXPERT
) -> WhyNot | None:
    """What speaks against asking, the hardest fact first; None when nothing does.

    A customer waiting now overrides the time left, and asks for working hours instead. The knowledge lead
    is the last step and is asked however little time and however many claims they have.
    """
    is_now, is_lead = demand.urgency == Urgency.NOW, role == Role.LEAD
    found = (
        (WhyNot.ASKER, person_id == demand.asker_id),
        (WhyNot.INACTIVE, not standing.is_active),
        (WhyNot.ASKED, person_id in demand.asked),
        (WhyNot.CLOSED, not standing.may_see),
        (WhyNot.AWAY, standing.is_away),
        (WhyNot.HOURS, is_now and not standing.is_open),
        (WhyNot.CLAIMS, not is_lead and standing.claims >= MOST_CLAIMS),
        (WhyNot.BUDGET, not is_lead and not is_now and standing.left < demand.minutes),
    )
    return next((reason for reason, holds in found if holds), None)


def expected_minutes(taken: Collection[int], urgency: Urgency) -> int:
    """The median of what the area's answers took (minutes), or the usual where too few tell."""
    told = sorted(minutes for minutes in taken if 0 < minutes <= MOST_MINUTES)
    if len(told) < FEWEST_ANSWERS:
        return USUAL_MINUTES[urgency]
    middle = len(told) // 2
    return told[middle] if len(told) % 2 else (told[middle - 1] + told[middle] + 1) // 2
