"""The trend by week as drawings: how many contacts were answered with a passage, and how many replies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from knowledge.insights.wording import week_labels
from knowledge.ui.charts import Bars, bars

if TYPE_CHECKING:
    from knowledge.insights.replies.queries import ReplyReport, Week

HEIGHT: Final = 180


@dataclass(frozen=True, slots=True)
class Picture:
    """Bars, and the same weeks for their tables, the latest first. None is drawn as no data.

    `rates` is None while no closed contact is told of. Bars of weeks before the period are outlined;
    `has_earlier` says that there are some, and `has_gaps` that a week has none.
    """

    rates: Bars | None
    replies: Bars
    weeks: tuple[Week, ...]
    has_earlier: bool

    @property
    def is_empty(self) -> bool:
        return all(week.tally is None for week in self.weeks)

    @property
    def has_gaps(self) -> bool:
        drawn = [self.replies] if self.rates is None else [self.rates, self.replies]
        return any(bar.value is None for chart in drawn for bar in chart.bars)


def picture_of(report: ReplyReport) -> Picture:
    """Link rate in percent, and replies, by ISO week; the last week is in the accent colour."""
    tallies = [week.tally for week in report.weeks]
    rates = [tally.link_rate.rate if tally else None for tally in tallies]
    percents = [None if rate is None else round(100 * rate, 1) for rate in rates]
    replies = [tally.replies if tally else None for tally in tallies]
    mondays = [week.monday for week in report.weeks]
    labels = week_labels(mondays)
    last = len(labels) - 1
    earlier = sum(monday < report.period.first for monday in mondays)
    return Picture(
        bars(
            [*zip(labels, percents, strict=True)],
            height=HEIGHT,
            top=100,
            mark=last,
            outlined=earlier,
        )
        if any(rate is not None for rate in rates)
        else None,
        bars([*zip(labels, replies, strict=True)], height=HEIGHT, mark=last, outlined=earlier),
        report.weeks[::-1],
        has_earlier=bool(earlier),
    )
