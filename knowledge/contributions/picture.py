"""One's own time as drawings: the gauge of this week, and half a year against the band."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext

from knowledge.contributions.bands import Share, Standing
from knowledge.contributions.team_picture import round_half_up
from knowledge.ui import numbers
from knowledge.ui.charts import BandedBars, Gauge, banded_bars, gauge
from knowledge.ui.times import short_date

if TYPE_CHECKING:
    from knowledge.contributions.queries.figures import OwnFigures, WeekFigure

PERCENT = 100
SUNDAY = timedelta(days=6)
NEW = ""
"""Where a week stands that lies before the person came: nothing is drawn."""


@dataclass(frozen=True, slots=True)
class Ends:
    """Ends of a band in whole minutes that lie in it, and in per cent of what is available."""

    lowest: int
    highest: int
    low: float
    high: float

    @classmethod
    def of(cls, share: Share) -> Ends | None:
        """None where nothing is available: then there is no band."""
        if not share.available or not share.band.highest:
            return None
        return cls(
            math.ceil(share.band.lowest),
            share.band.whole_minutes,
            float(share.band.lowest * PERCENT / share.available),
            float(share.band.highest * PERCENT / share.available),
        )

    @property
    def words(self) -> str:
        """“5 to 10 %”."""
        ends = {"low": _plain(self.low), "high": _plain(self.high)}
        words = pgettext("band", "%(low)s to %(high)s") % ends
        return f"{words}{numbers.NARROW}%"

    @property
    def low_words(self) -> str:
        return f"{_plain(self.low)}{numbers.NARROW}%"

    @property
    def high_words(self) -> str:
        return f"{_plain(self.high)}{numbers.NARROW}%"


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A week in the table, and its bar's words."""

    figure: WeekFigure
    words: str

    @property
    def share(self) -> str:
        return _percent(self.figure.share)

    @property
    def rolling(self) -> str:
        """Of the four weeks that end with it."""
        return _percent(self.figure.rolling)


@dataclass(frozen=True, slots=True)
class HalfYear:
    """The weeks as bars; `rows` are those since the person came, for the table."""

    chart: BandedBars
    rows: tuple[WeekRow, ...]
    edges: tuple[tuple[str, float], ...]
    title: str
    months: tuple[tuple[str, float], ...]
    said: tuple[tuple[str, float, float], ...]
    crosses: tuple[float, ...]


def gauge_of_week(figures: OwnFigures) -> Gauge | None:
    """None in a week without a band."""
    share = figures.week.share
    if not share.available or not share.band.highest:
        return None
    band = share.band
    return gauge(share.confirmed, figures.committed, float(band.lowest), float(band.highest))


def half_year(weeks: Sequence[WeekFigure], came: date) -> HalfYear:
    """`came` is the day since which the person counts."""
    ends = _ends(weeks)
    standings = [NEW if week.monday + SUNDAY < came else str(week.standing) for week in weeks]
    data = [
        (str(week.number), week.share.per_cent, standing)
        for week, standing in zip(weeks, standings, strict=True)
    ]
    chart = banded_bars(data, [(each.low, each.high) for each in ends])
    last = ends[-1]
    edges = ((last.high_words, chart.steps[-1].top), (last.low_words, chart.steps[-1].bottom))
    rows = tuple(WeekRow(w, _week_words(w)) for w, s in zip(weeks, standings, strict=True) if s)
    return HalfYear(
        chart=chart,
        rows=rows,
        edges=edges,
        title=_title(rows, last),
        months=_months(weeks, chart),
        said=_said(weeks, standings, chart),
        crosses=tuple(
            bar.middle
            for bar, standing in zip(chart.bars, standings, strict=True)
            if standing == Standing.AWAY
        ),
    )


def _ends(weeks: Sequence[WeekFigure]) -> list[Ends]:
    """The band of each week; of those without one, that of the nearest before, else after."""
    found = [Ends.of(week.share) for week in weeks]
    known = next((each for each in found if each), Ends(0, 0, 5.0, 10.0))
    ends = []
    for each in found:
        known = each or known
        ends.append(known)
    return ends


def _title(rows: Iterable[WeekRow], last: Ends) -> str:
    count = dict.fromkeys(Standing, 0)
    for row in rows:
        count[row.figure.standing] += 1
    said = gettext(
        "Share of available time given in each of the last %(weeks)d weeks: %(inside)d in the band "
        "of %(band)s, %(below)d below, %(above)d above, %(away)d away. Figures in the table below."
    )
    return said % {
        "weeks": sum(count.values()),
        "inside": count[Standing.IN],
        "below": count[Standing.BELOW],
        "above": count[Standing.ABOVE],
        "away": count[Standing.AWAY],
        "band": last.words,
    }


def _months(weeks: Sequence[WeekFigure], chart: BandedBars) -> tuple[tuple[str, float], ...]:
    """The name of each month under the first week that begins in it."""
    found = []
    for _month, group in groupby(range(len(weeks)), key=lambda n: weeks[n].monday.month):
        first = next(group)
        found.append((date_format(weeks[first].monday, "N"), chart.bars[first].x))
    if len(found) > 1 and found[1][1] - found[0][1] < 2 * chart.bars[0].width:
        found.pop(0)
    return tuple(found)


def _said(
    weeks: Sequence[WeekFigure], standings: Sequence[str], chart: BandedBars
) -> tuple[tuple[str, float, float], ...]:
    """The figure over a bar above the band; of several in a row over the highest."""
    found = []
    for standing, group in groupby(range(len(weeks)), key=lambda n: standings[n]):
        if standing == Standing.ABOVE:
            top = max(group, key=lambda n: weeks[n].share.per_cent or 0)
            bar, per_cent = chart.bars[top], round_half_up(weeks[top].share.per_cent or 0)
            found.append((numbers.number(per_cent, 1), bar.middle, round(bar.y - 5, 2)))
    return tuple(found)


def _week_words(week: WeekFigure) -> str:
    return gettext("Week %(number)d, from %(day)s") % {
        "number": week.number,
        "day": short_date(week.monday),
    }


def days_of_week(monday: date) -> str:
    """“23 to 29 November”, “30 November to 6 December”."""
    sunday = monday + SUNDAY
    first = str(monday.day) if monday.month == sunday.month else short_date(monday)
    return pgettext("days", "%(first)s to %(last)s") % {"first": first, "last": short_date(sunday)}


def entries_words(count: int) -> str:
    """The head of what waits for a decision."""
    if not count:
        return gettext("Nothing to confirm")
    return ngettext("One entry to confirm", "%(n)d entries to confirm", count) % {"n": count}


def _percent(share: Share) -> str:
    return "" if share.rate is None else numbers.percent(float(share.rate))


def _plain(per_cent: float) -> str:
    rounded = round(per_cent, 1)
    return numbers.number(rounded, 0 if rounded.is_integer() else 1)
