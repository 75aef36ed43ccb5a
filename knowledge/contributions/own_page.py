"""What the page of one's own time shows, put together for its person alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext, pgettext

from accounts.working_time import work_times_of
from knowledge.contributions.adjusted_words import AdjustedRow, adjusted_rows
from knowledge.contributions.bands import Standing
from knowledge.contributions.periods import WEEK, monday_of
from knowledge.contributions.picture import (
    Ends,
    HalfYear,
    days_of_week,
    entries_words,
    gauge_of_week,
    half_year,
)
from knowledge.contributions.queries.entries import to_confirm
from knowledge.contributions.queries.figures import OwnFigures, own_figures
from knowledge.ui import numbers
from knowledge.ui.charts import Bar, rows

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.contributions.queries.entries import ToConfirm
    from knowledge.ui.charts import Gauge

DAY = timedelta(days=1)
SUNDAY = timedelta(days=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPage:
    """`has_band` is False for who is not asked to share: they may record, and nothing is expected."""

    today: date
    has_band: bool
    figures: OwnFigures
    proposed: ToConfirm
    contracted: int
    gauge: Gauge | None
    half: HalfYear
    is_new: bool

    @property
    def monday(self) -> date:
        return monday_of(self.today)

    @property
    def last_monday(self) -> date:
        return self.monday - WEEK

    @property
    def ends(self) -> Ends | None:
        """Of the band of this week."""
        return Ends.of(self.figures.week.share)

    @property
    def headline_ends(self) -> Ends | None:
        return Ends.of(self.figures.headline)

    @property
    def week_days(self) -> str:
        return days_of_week(self.monday)

    @property
    def entries_words(self) -> str:
        return entries_words(self.proposed.count)

    @property
    def minutes_off(self) -> int:
        """Of this week, taken by leave and holidays."""
        return max(0, self.contracted - self.figures.week.share.available)

    @property
    def headline_words(self) -> str:
        """“7.1 %”; nothing after four weeks away."""
        rate = self.figures.headline.rate
        return "" if rate is None else numbers.percent(float(rate))

    @property
    def to_reach(self) -> int:
        """Minutes that were missing to the lower end, over the weeks of the headline."""
        share = self.figures.headline
        return max(0, math.ceil(share.band.lowest) - share.confirmed)

    @property
    def standing(self) -> Standing:
        return self.figures.headline.standing

    @property
    def kind_rows(self) -> tuple[Bar, ...]:
        """Adjustments can leave a kind below nothing: then it is left out."""
        found = [each for each in self.figures.kinds if each.minutes > 0]
        return rows([(str(each.kind.label), each.minutes) for each in found])

    @property
    def area_rows(self) -> tuple[Bar, ...]:
        """Areas that are closed to the person, and none at all, are “other” together."""
        other = pgettext("product area", "other")
        found = [each for each in self.figures.areas if each.minutes > 0]
        return rows([(each.area.label if each.area else other, each.minutes) for each in found])

    @property
    def adjusted(self) -> tuple[AdjustedRow, ...]:
        """Weeks that changed after they were closed, the latest first."""
        return adjusted_rows(reversed(self.figures.adjusted))

    @property
    def recorded(self) -> int:
        """Minutes of all the weeks shown."""
        return sum(each.minutes for each in self.figures.kinds)

    @property
    def together(self) -> str:
        """What the week comes to once all that is proposed is confirmed, if it is of one week."""
        entries = [(line.entry.day, line.entry.minutes) for line in self.proposed.proposals]
        entries += [(line.activity.day, line.activity.minutes) for line in self.proposed.activities]
        mondays = {monday_of(day) for day, _minutes in entries}
        weeks = [week for week in self.figures.weeks if {week.monday} == mondays]
        if not weeks:
            return gettext("Together")
        share = weeks[0].share
        minutes = share.confirmed + sum(each for _day, each in entries)
        said = {"number": weeks[0].number, "minutes": numbers.number(minutes)}
        if weeks[0].monday == self.monday:
            words = gettext("With these, your week comes to %(minutes)s min") % said
        else:
            words = gettext("With these, week %(number)d comes to %(minutes)s min") % said
        if not (self.has_band and share.available):
            return words
        return f"{words}, {numbers.percent(minutes / share.available)}"


def own_page(person: User) -> OwnPage:
    """About forty queries, however long the history."""
    now = timezone.now()
    around = now.astimezone(UTC).date()
    work = work_times_of([person.pk], around - WEEK - DAY, around + WEEK + DAY)[person.pk]
    today = now.astimezone(work.zone_on(around)).date()
    monday = monday_of(today)
    figures = own_figures(person, today)
    recorded = any(week.share.confirmed for week in figures.weeks)
    return OwnPage(
        today=today,
        has_band=person.is_expert,
        figures=figures,
        proposed=to_confirm(person),
        contracted=work.contracted_between(monday, monday + SUNDAY),
        gauge=gauge_of_week(figures),
        half=half_year(figures.weeks, figures.since),
        is_new=not (recorded or figures.to_confirm.count),
    )
