"""Charts and their tables: the trend of a group by week, minutes by kind and by area, lost time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from knowledge.contributions.bands import Share, Standing
from knowledge.contributions.team_picture import USUALLY, Ends, ends_of, per_cent_words
from knowledge.contributions.team_words import reason_words, share_words
from knowledge.insights.wording import week_label
from knowledge.ui.charts import BandedBars, Bar, banded_bars, rows
from knowledge.ui.numbers import NARROW

if TYPE_CHECKING:
    from datetime import date

    from knowledge.contributions.planning import PlanFigures
    from knowledge.contributions.queries.minutes import AreaSum, KindSum

HEIGHT: Final = 200
_LABELS: Final = 9
"""Of more weeks every third, fifth or so is labelled: they keep apart on a phone."""


@dataclass(frozen=True, slots=True)
class WeekFigure:
    """A week of the table; `share` None where it is not told or nobody was there."""

    monday: date
    share: Share | None

    @property
    def words(self) -> str:
        return "" if self.share is None else share_words(self.share)


@dataclass(frozen=True, slots=True)
class Trend:
    """Bars against the band, and the same weeks for the table, the latest first.

    `crosses` are the places of weeks without a bar; `edges` name the ends of the last band.
    """

    chart: BandedBars
    weeks: tuple[WeekFigure, ...]
    crosses: tuple[float, ...]
    edges: tuple[tuple[str, float], ...]
    counts_band: bool

    @property
    def is_empty(self) -> bool:
        return not any(week.share and week.share.available for week in self.weeks)


@dataclass(frozen=True, slots=True)
class Slice:
    """One line of a table with a lying bar; `url` leads to what is counted, "" where nothing may."""

    name: str
    minutes: int
    bar: Bar
    area_url: str = ""


def trend_of(
    mondays: Sequence[date], shares: Sequence[Share | None], *, counts_band: bool = True
) -> Trend:
    """One bar a week; `counts_band` is False for minutes of one area, which no band is for."""
    ends = _ends(shares)
    step = 2 * (len(mondays) // _LABELS) + 1
    last = len(mondays) - 1
    data = [
        (
            week_label(monday) if (last - place) % step == 0 else "",
            _height(share),
            _standing(share, counts_band=counts_band),
        )
        for place, (monday, share) in enumerate(zip(mondays, shares, strict=True))
    ]
    chart = banded_bars(data, [(float(each.low), float(each.high)) for each in ends], height=HEIGHT)
    said = ends[-1] if ends else USUALLY
    step_drawn = chart.steps[-1] if chart.steps else None
    edges = (
        ()
        if step_drawn is None
        else (
            (f"{per_cent_words(said.high)}{NARROW}%", step_drawn.top),
            (f"{per_cent_words(said.low)}{NARROW}%", step_drawn.bottom),
        )
    )
    weeks = tuple(map(WeekFigure, mondays, shares))
    crosses = tuple(bar.middle for bar in chart.bars if bar.value is None)
    return Trend(chart, weeks[::-1], crosses, edges, counts_band)


def slices_by_kind(sums: Iterable[KindSum]) -> tuple[Slice, ...]:
    """The largest first."""
    found = [(str(each.kind.label), each.minutes) for each in sums]
    return tuple(
        Slice(name, minutes, bar) for (name, minutes), bar in zip(found, _bars(found), strict=True)
    )


def slices_by_area(sums: Iterable[AreaSum]) -> tuple[Slice, ...]:
    """The largest first, what has no area or a closed one last, as “other”."""
    known = list(sums)
    found = [
        (each.area.label if each.area else pgettext("areas", "other"), each.minutes)
        for each in known
    ]
    return tuple(
        Slice(name, minutes, bar, each.area.get_absolute_url() if each.area else "")
        for each, (name, minutes), bar in zip(known, found, _bars(found), strict=True)
    )


def slices_of_lost(plan: PlanFigures) -> tuple[Slice, ...]:
    """What protected time was lost to, the most first."""
    ranked = sorted(plan.by_reason.items(), key=lambda pair: (-pair[1], pair[0]))
    found = [(reason_words(reason), minutes) for reason, minutes in ranked if minutes]
    return tuple(
        Slice(name, minutes, bar) for (name, minutes), bar in zip(found, _bars(found), strict=True)
    )


def week_title(monday: date) -> str:
    """“Week 47”."""
    return _("Week %(n)d") % {"n": monday.isocalendar().week}


def _bars(found: Sequence[tuple[str, int]]) -> tuple[Bar, ...]:
    """Adjustments may make a sum negative: its bar has no width."""
    return rows([(name, max(0, minutes)) for name, minutes in found])


def _height(share: Share | None) -> float | None:
    """Adjustments may make a week negative: its bar has no height."""
    per_cent = None if share is None else share.per_cent
    return None if per_cent is None else max(0.0, per_cent)


def _standing(share: Share | None, *, counts_band: bool) -> str:
    if share is None or not counts_band:
        return str(Standing.IN)
    return str(share.standing)


def _ends(shares: Sequence[Share | None]) -> list[Ends]:
    """The band of each week; of those without one, that of the nearest before, else after."""
    told = [ends_of(share) if share is not None and share.available else None for share in shares]
    known = next((each for each in told if each is not None), USUALLY)
    ends = []
    for each in told:
        known = each or known
        ends.append(known)
    return ends
