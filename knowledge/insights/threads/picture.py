"""The trend by week as a drawing: of a hundred questions, those answered within 24 hours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import pgettext

from knowledge.ui.charts import Bars, bars

if TYPE_CHECKING:
    from datetime import date

    from knowledge.insights.threads.queries import ThreadReport, Week

_LABELLED = 3
_ALL = 100


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars, and the same weeks for the table, the latest first. None is drawn as no data."""

    bars: Bars
    weeks: tuple[Week, ...]

    @property
    def is_empty(self) -> bool:
        return all(week.share is None for week in self.weeks)


def picture_of(report: ThreadReport) -> Picture:
    """Percent answered within 24 hours, by ISO week of the asking; every third week is labelled."""
    last = len(report.weeks) - 1
    data = [
        (
            _label(week.monday) if (last - place) % _LABELLED == 0 else "",
            None if week.share is None else round(_ALL * (week.share.rate or 0), 1),
        )
        for place, week in enumerate(report.weeks)
    ]
    return Picture(bars(data, height=180, mark=last, top=_ALL), report.weeks[::-1])


def _label(monday: date) -> str:
    return pgettext("week", "W%(n)d") % {"n": monday.isocalendar().week}
