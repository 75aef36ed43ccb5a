"""What became of planned blocks, and what they add up to; pure.

Whether somebody was away over a block is derived when it is read, never stored: leave that is
noted, imported or removed afterwards holds at once. It goes before what was lost or is still
undecided; a kept block was kept all the same, and one that moved counts where it went. AWAY as a
stored fate is the person's own word for an absence that no calendar knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from accounts.availability import WorkTime
from knowledge.contributions.models import Block

Fate = Block.Fate

ASKED_FOR = timedelta(days=28)
"""How long a block that nobody decided on is asked about."""
WEEKS_BACK, WEEKS_AHEAD = 4, 8
"""What the calendar shows, what its feed tells; blocks are made so far ahead."""
MIDDAY = 13 * 60
"""A block whose middle lies before belongs to the morning, when half a day is away."""
GIVES_WAY = frozenset({Fate.PLANNED, Fate.LOST})
_PLANNED, _KEPT, _MOVED, _LOST, _AWAY = Fate.values
_ZEROES = dict.fromkeys(Fate.values, 0)


@dataclass(frozen=True, slots=True)
class PlanFigures:
    """Minutes of somebody's blocks of some days.

    `planned` is what was to be kept there: kept, lost, and what is undecided. Blocks over leave or
    a holiday are `away`, those that went to another time `moved`; neither is planned, since the
    block that took the place is. Words stay with their person: `by_reason` has the sums of `lost`.
    """

    planned: int = 0
    kept: int = 0
    moved: int = 0
    lost: int = 0
    away: int = 0
    by_reason: Mapping[str, int] = field(default_factory=dict)

    @property
    def undecided(self) -> int:
        return self.planned - self.kept - self.lost

    @property
    def share_lost(self) -> Fraction | None:
        """Protected time lost (features.md 5a): lost / planned; None when nothing was planned."""
        return Fraction(self.lost, self.planned) if self.planned else None

    @property
    def share_kept(self) -> Fraction | None:
        """Of the blocks themselves: kept / planned; None when nothing was planned."""
        return Fraction(self.kept, self.planned) if self.planned else None

    def plan_kept(self, actual: int) -> Fraction | None:
        """Plan kept (features.md 5a): min(actual, planned) / planned, `actual` being the confirmed
        minutes of the same days, whenever in them they were given; None when nothing was planned.
        """
        return Fraction(min(max(actual, 0), self.planned), self.planned) if self.planned else None


NO_PLAN = PlanFigures()


def together(figures: Iterable[PlanFigures]) -> PlanFigures:
    """The sum of several people's or periods', numerators and denominators apart."""
    total = dict.fromkeys(("planned", "kept", "moved", "lost", "away"), 0)
    reasons: dict[str, int] = {}
    for each in figures:
        for name in total:
            total[name] += getattr(each, name)
        for reason, minutes in each.by_reason.items():
            reasons[reason] = reasons.get(reason, 0) + minutes
    return PlanFigures(**total, by_reason=reasons)


def figures_of(minutes: Iterable[tuple[str, str, int]]) -> PlanFigures:
    """From fate (as it is read), reason and minutes of blocks or of sums of them."""
    by_fate = _ZEROES.copy()
    reasons: dict[str, int] = {}
    for fate, reason, count in minutes:
        by_fate[fate] += count
        if fate == _LOST:
            reasons[reason] = reasons.get(reason, 0) + count
    kept, lost = by_fate[_KEPT], by_fate[_LOST]
    return PlanFigures(
        planned=by_fate[_PLANNED] + kept + lost,
        kept=kept,
        moved=by_fate[_MOVED],
        lost=lost,
        away=by_fate[_AWAY],
        by_reason=reasons,
    )


def is_away(work_time: WorkTime, day: date, start: int, minutes: int) -> bool:
    """Whether leave covers the half of the day that the block lies in, or nobody works that day."""
    return is_on_leave(work_time, day, start, minutes) or is_day_off(work_time, day)


def is_on_leave(work_time: WorkTime, day: date, start: int, minutes: int) -> bool:
    """Whether leave covers the half of the day that the block lies in."""
    half = 2 * day.toordinal() + (2 * start + minutes >= 2 * MIDDAY)
    return any(away.first <= half <= away.last for away in work_time.aways)


def is_day_off(work_time: WorkTime, day: date) -> bool:
    """A public holiday where they are, or a day off of the company."""
    return work_time.terms_on(day).days_off.covers(day)


def halves_away(work_time: WorkTime, day: date) -> tuple[bool, bool]:
    """Whether leave covers the morning, and the afternoon."""
    morning = 2 * day.toordinal()
    aways = work_time.aways
    return (
        any(away.first <= morning <= away.last for away in aways),
        any(away.first <= morning + 1 <= away.last for away in aways),
    )


def fate_read(work_time: WorkTime, fate: str, day: date, start: int, minutes: int) -> str:
    """The fate as everybody reads it: what gives way to an absence does."""
    if fate in GIVES_WAY and is_away(work_time, day, start, minutes):
        return Fate.AWAY
    return fate


def times_of(work_time: WorkTime, day: date, start: int, minutes: int) -> tuple[datetime, datetime]:
    """Beginning and end in the zone where the person is on that day.

    The beginning is what the clock on the wall shows, in a skipped hour the same minute of the next
    one; the length is minutes that really pass.
    """
    zone = work_time.zone_on(day)
    shown = datetime.combine(day, time(start // 60, start % 60), zone)
    begins = shown.astimezone(UTC)
    return begins.astimezone(zone), (begins + timedelta(minutes=minutes)).astimezone(zone)


def days_of_slot(weekday: int, since: date, until: date | None, last: date) -> list[date]:
    """The days of a weekly slot up to `last`; `until` is the first day without it."""
    first = since + timedelta(days=(weekday - since.weekday()) % 7)
    final = last if until is None else min(last, until - timedelta(days=1))
    weeks = (final - first).days // 7 + 1
    return [first + timedelta(days=7 * number) for number in range(max(0, weeks))]


def window(today: date) -> tuple[date, date]:
    """Monday of four weeks ago to Sunday of eight weeks from now."""
    monday = today - timedelta(days=today.weekday())
    return monday - timedelta(weeks=WEEKS_BACK), monday + timedelta(weeks=WEEKS_AHEAD + 1, days=-1)
