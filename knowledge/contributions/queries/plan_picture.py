"""The row of ticks and crosses: what became of the last planned blocks, and the next ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from knowledge.contributions.durations import HOUR
from knowledge.contributions.models import PlanSlot
from knowledge.contributions.permissions import PERSON
from knowledge.contributions.planning import ASKED_FOR, Fate, PlanFigures, figures_of, window
from knowledge.contributions.queries.plan_pages import SlotLine
from knowledge.contributions.queries.plans import Shown, actual_minutes, blocks_of
from knowledge.ui.numbers import number

PICTURE_PAST, PICTURE_CELLS = 10, 12
PICTURE_BACK = timedelta(weeks=26)


@dataclass(frozen=True, slots=True)
class PlanPicture:
    """The row of ticks and crosses: the last blocks that were to be kept, and the next ones.

    `figures` are those of the blocks in the row that are past; `actual` the confirmed minutes of
    the same days.
    """

    cells: Sequence[Shown]
    figures: PlanFigures
    actual: int
    slots: Sequence[SlotLine]
    asks: Sequence[Shown]

    @property
    def lost(self) -> list[Shown]:
        return [cell for cell in self.cells if cell.fate == Fate.LOST and cell.is_past]

    @property
    def is_empty(self) -> bool:
        return not self.cells and not self.slots

    @property
    def kept_hours(self) -> str:
        return say_hours(self.figures.kept)

    @property
    def planned_hours(self) -> str:
        return say_hours(self.figures.planned)

    @property
    def hours_plural(self) -> int:
        """1 for what is said in the singular."""
        return 1 if self.figures.planned <= HOUR else 2

    @property
    def managers_see_sums(self) -> bool:
        return managers_see_sums()


def say_hours(minutes: int) -> str:
    """“7.5”, “8”: hours to the tenth."""
    return number(round(minutes / HOUR, 1))


def managers_see_sums() -> bool:
    """Whether sums of lost minutes by reason reach anybody but the person."""
    return settings.FIGURES_SHOWN != PERSON


def plan_picture(person: User, *, now: datetime) -> PlanPicture:
    """Up to ten blocks that are over, and the next two, for the page of one's time.

    Moved blocks and those over leave or a holiday are left out: they were not to be kept.
    """
    today = timezone.localdate(now)
    shown = [
        each
        for each in blocks_of(person, today - PICTURE_BACK, window(today)[1], now=now)
        if each.fate not in {Fate.MOVED, Fate.AWAY}
    ]
    past = [each for each in shown if each.is_past][-PICTURE_PAST:]
    coming = [each for each in shown if not each.is_past]
    cells = [*past, *coming[: PICTURE_CELLS - len(past)]]
    done = ((each.fate, each.block.reason, each.block.minutes) for each in past)
    slots = PlanSlot.objects.filter(person=person, since__lte=window(today)[1])
    return PlanPicture(
        cells=cells,
        figures=figures_of(done),
        actual=actual_minutes(person, past[0].block.day, past[-1].block.day) if past else 0,
        slots=list(map(SlotLine, slots.filter(Q(until=None) | Q(until__gt=today)))),
        asks=[each for each in past if each.asks and each.block.day > today - ASKED_FOR],
    )
