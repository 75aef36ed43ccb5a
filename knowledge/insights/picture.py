"""The trend by week as a drawing: failed searches of a hundred."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from knowledge.ui.charts import Bars, bars

if TYPE_CHECKING:
    from knowledge.insights.queries import Report, Week

_LABELLED = 3


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars, and the same weeks for the table, the latest first. None is drawn as no data."""

    bars: Bars
    weeks: tuple[Week, ...]

    @property
    def is_empty(self) -> bool:
        return all(week.counts is None for week in self.weeks)


def picture_of(report: Report) -> Picture:
    """Percent of searches that failed, by ISO week; every third week is labelled, and the last."""
    last = len(report.weeks) - 1
    data = [
        (
            _label(week.monday) if (last - place) % _LABELLED == 0 else "",
            None if week.counts is None else round(100 * (week.counts.rate or 0), 1),
        )
        for place, week in enumerate(report.weeks)
    ]
    return Picture(bars(data, height=180, mark=last), report.weeks[::-1])


def _label(monday: date) -> str:
    return pgettext("week", "W%(n)d") % {"n": monday.isocalendar().week}
