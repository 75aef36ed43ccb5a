"""The trend by week as a drawing: how much is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from knowledge.ui.charts import Bars, bars

if TYPE_CHECKING:
    from datetime import date

    from knowledge.insights.threads.queries import ThreadReport, Week

_LABELLED = 3


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
    last = len(report.weeks) - 1
    data: list[tuple[str, float | None]] = [
        (
            _label(week.monday) if (last - place) % _LABELLED == 0 else "",
            week.asked,
        )
        for place, week in enumerate(report.weeks)
    ]
    return Picture(bars(data, height=180, mark=last), report.weeks[::-1])


def _label(monday: date) -> str:
    return pgettext("week", "W%(n)d") % {"n": monday.isocalendar().week}
