"""The trend by week as a drawing: failed searches of a hundred."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.insights.wording import week_labels
from knowledge.ui.charts import Bars, bars

if TYPE_CHECKING:
    from knowledge.insights.queries import Report, Week


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
    labels = week_labels([week.monday for week in report.weeks])
    heights = [
        None if week.counts is None else round(100 * (week.counts.rate or 0), 1)
        for week in report.weeks
    ]
    drawn = bars([*zip(labels, heights, strict=True)], height=180, mark=len(labels) - 1)
    return Picture(drawn, report.weeks[::-1])
