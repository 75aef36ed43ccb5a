"""The figures of one person, for that person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Count, Min, OuterRef, Subquery, Sum
from django.utils import timezone

from accounts.expert_days import Spans, expert_days, in_both
from accounts.models import Contract, TeamMembership, User
from accounts.working_time import work_times_of
from knowledge.contributions.allowance import policies_of
from knowledge.contributions.bands import Share, Standing
from knowledge.contributions.models import Activity, Commitment, Entry, State, WeekSum
from knowledge.contributions.periods import (
    HEADLINE_WEEKS,
    OWN_WEEKS,
    WEEK,
    Weeks,
    complete_weeks,
    monday_of,
    weeks_with,
)
from knowledge.contributions.planning import PlanFigures
from knowledge.contributions.queries.adjusted import AdjustedWeek, adjusted_weeks
from knowledge.contributions.queries.measures import Measure
from knowledge.contributions.queries.minutes import (
    AreaSum,
    KindSum,
    area_sums,
    by_week,
    cells_of,
    kind_sums,
    minutes_by_area,
    minutes_by_kind,
)
from knowledge.contributions.queries.plans import plan_figures

if TYPE_CHECKING:
    from django.db.models import Model

    from accounts.availability import WorkTime


@dataclass(frozen=True, slots=True)
class WeekFigure:
    """One ISO week, and the four that end with it, sum / sum."""

    monday: date
    share: Share
    rolling: Share

    @property
    def number(self) -> int:
        """Of the ISO week in its year."""
        return self.monday.isocalendar().week

    @property
    def standing(self) -> Standing:
        return self.share.standing


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What waits for the person's decision: proposed entries, and minutes of activity."""

    minutes: int = 0
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFigures:
    """What `/time/` shows of a person to that person.

    `since` is the first day that counts. `week` is the present one, shown apart as the gauge;
    `headline` the last four complete ones, `before` the four before them. `weeks` are 26, the present
    one last; `kinds` and `areas` are of these, and `adjusted` those of them that were changed after
    their month was closed. `committed` are expected minutes of open claims; `plan` is of the
    headline's weeks, and `plan_kept` min(confirmed, planned) / planned of them, None when nothing was
    planned.
    """

    today: date
    since: date
    week: WeekFigure
    committed: int
    to_confirm: ToConfirm
    headline_weeks: Weeks
    headline: Share
    before: Share
    weeks: tuple[WeekFigure, ...]
    kinds: tuple[KindSum, ...]
    areas: tuple[AreaSum, ...]
    plan: PlanFigures
    plan_kept: Fraction | None
    adjusted: tuple[AdjustedWeek, ...]

    @property
    def left(self) -> int:
        """Minutes of this week's budget that nothing has taken yet."""
        return self.week.share.left(self.committed)

    def weeks_in(self, standing: Standing) -> int:
        return sum(week.standing == standing for week in self.weeks)


def own_figures(person: User, today: date) -> OwnFigures:
    """Sixteen queries, however long the history. `today` is that of `today_of`."""
    shown, headline = weeks_with(today, OWN_WEEKS), complete_weeks(today)
    read = weeks_with(today, OWN_WEEKS + 2 * HEADLINE_WEEKS)
    work = work_times_of([person.pk], read.first, read.last)[person.pk]
    policies = policies_of([person.pk], read.first, read.last)[person.pk]
    spans = _days_that_count(person, started_on(person), read.first)
    measure = Measure(work, policies, spans)
    cells = cells_of([person.pk], read)
    confirmed = by_week(cells).get(person.pk, {})
    weeks = tuple(_week(measure, monday, confirmed) for monday in shown.mondays)
    share = measure.weeks(headline, confirmed)
    times = {person.pk: work}
    plan = plan_figures([person.pk], headline.first, headline.last, work_times=times)[person.pk]
    recent = [cell for cell in cells if cell.monday in shown]
    return OwnFigures(
        today=today,
        since=spans[0][0],
        week=weeks[-1],
        committed=committed_minutes(person),
        to_confirm=to_confirm_of(person),
        headline_weeks=headline,
        headline=share,
        before=measure.weeks(headline.before, confirmed),
        weeks=weeks,
        kinds=kind_sums(minutes_by_kind(recent)),
        areas=area_sums(minutes_by_area(recent), person),
        plan=plan,
        plan_kept=plan.plan_kept(share.confirmed),
        adjusted=adjusted_weeks(
            person, measure, shown, [(week.monday, week.share) for week in weeks]
        ),
    )


@dataclass(frozen=True, slots=True)
class Gauge:
    """The present week, as the bar at the top of every page shows it."""

    share: Share
    committed: int

    @property
    def left(self) -> int:
        return self.share.left(self.committed)


def gauge_of(person: User, at: datetime | None = None) -> Gauge:
    """Ten queries at most."""
    now = at or timezone.now()
    around = now.astimezone(UTC).date()
    first, last = monday_of(around - WEEK), monday_of(around + WEEK) + WEEK
    work = work_times_of([person.pk], first, last)[person.pk]
    monday = monday_of(_local_day(work, now))
    policies = policies_of([person.pk], first, last)[person.pk]
    rows = WeekSum.objects.filter(person=person, monday=monday).order_by()
    confirmed = rows.aggregate(total=Sum("minutes"))["total"] or 0
    is_new = timezone.localdate(person.created_at) >= monday
    came = started_on(person) if is_new else date.min
    measure = Measure(work, policies, _days_that_count(person, came, monday))
    week = Weeks(monday, 1)
    return Gauge(measure.share(week.first, week.last, confirmed), committed_minutes(person))


def today_of(person: User, at: datetime | None = None) -> date:
    """The day that it is where the person is; five queries."""
    now = at or timezone.now()
    around = now.astimezone(UTC).date()
    return _local_day(work_times_of([person.pk], around, around)[person.pk], now)


def committed_minutes(person: User) -> int:
    """Expected minutes of work that they have taken and not ended."""
    rows = Commitment.objects.filter(person=person, ended_at=None).order_by()
    total: int | None = rows.aggregate(total=Sum("minutes"))["total"]
    return total or 0


def to_confirm_of(person: User) -> ToConfirm:
    """Two queries."""
    entries = Entry.objects.of(person).filter(state=State.PROPOSED).order_by()
    found = [
        rows.aggregate(total=Sum("minutes"), count=Count("pk"))
        for rows in (entries, Activity.objects.filter(person=person).order_by())
    ]
    return ToConfirm(
        sum(each["total"] or 0 for each in found), sum(each["count"] for each in found)
    )


def started_on(person: User) -> date:
    """The first day that counts: nobody is below the band before they came. One query.

    The earliest of their first contract, team, confirmed week, and the day of their account.
    """
    firsts = (
        _earliest(Contract, "since"),
        _earliest(TeamMembership, "since"),
        _earliest(WeekSum, "monday"),
    )
    row = User.objects.filter(pk=person.pk).order_by().values_list(*firsts).get()
    days: tuple[date | None, ...] = (*row, timezone.localdate(person.created_at))
    return min(day for day in days if day)


def _days_that_count(person: User, came: date, first: date) -> Spans:
    """From the day they came; of an expert those on which they were one, since `first`. One query."""
    whole = ((came, date.max),)
    hers = expert_days(first, date.max, only=person.pk).get(person.pk)
    return (in_both(hers, whole) or whole) if hers and person.is_expert else whole


def _week(measure: Measure, monday: date, confirmed: dict[date, int]) -> WeekFigure:
    last_four = Weeks(monday - (HEADLINE_WEEKS - 1) * WEEK, HEADLINE_WEEKS)
    return WeekFigure(
        monday,
        measure.weeks(Weeks(monday, 1), confirmed),
        measure.weeks(last_four, confirmed),
    )


def _earliest(model: type[Model], field: str) -> Subquery:
    rows = model._default_manager.filter(person=OuterRef("pk")).order_by().values("person")
    return Subquery(rows.annotate(first=Min(field)).values("first"))


def _local_day(work: WorkTime, at: datetime) -> date:
    zone = work.zone_on(at.astimezone(UTC).date())
    return at.astimezone(zone).date()
