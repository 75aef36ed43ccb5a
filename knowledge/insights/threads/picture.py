"""The trend by week as a drawing: how much is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.insights.wording import week_labels
from knowledge.ui.charts import Bars, bars

if TYPE_CHECKING:
    from knowledge.insights.threads.queries import ThreadReport, Week


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars, and the same weeks for the table, the latest first."""

    bars: Bars
    weeks: tuple[Week, ...]

    @property
    def is_empty(self) -> bool:
        return not any(week.asked for week in self.weeks)


def picture_of(report: ThreadReport) -> Picture:
    """Questions by ISO week of the asking; every third week is labelled, and the last."""
    labels = week_labels([week.monday for week in report.weeks])
    asked = [week.asked for week in report.weeks]
    drawn = bars([*zip(labels, asked, strict=True)], height=180, mark=len(labels) - 1)
    return Picture(drawn, report.weeks[::-1])
