"""The next weeks: what people can work after leave and holidays, the band of that, what is planned."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, TypeAlias

from django.core.cache import caches

from accounts.availability import WorkTime
from accounts.many import named
from accounts.memberships import members_of
from accounts.models import User
from accounts.working_time import work_times_of
from knowledge.contributions.allowance import policies_of
from knowledge.contributions.bands import Band, share_of, together
from knowledge.contributions.crowds import GROUP
from knowledge.contributions.models import Block
from knowledge.contributions.periods import Weeks, monday_of, weeks_ahead
from knowledge.contributions.permissions import managed_teams, sees_people
from knowledge.contributions.planning import fate_read
from knowledge.contributions.queries.plans import plan_figures

if TYPE_CHECKING:
    from knowledge.contributions.bands import Policies
    from knowledge.contributions.queries.measures import Measure

MOST_NAMED: Final = 2_000
"""Of more people than that all rows are read: binding thousands of ids costs more."""
NOT_PLANNED: Final = frozenset({Block.Fate.MOVED, Block.Fate.AWAY})
KEPT_SECONDS: Final = 300
_Group: TypeAlias = "tuple[WorkTime, Policies, int]"
"""People whose weeks come to the same, and how many they are."""


@dataclass(frozen=True, slots=True)
class WeekAhead:
    """One ISO week of a group: minutes they can work, the band of them, minutes of planned blocks.

    `away` of `people` cannot work in it at all.
    """

    monday: date
    available: int
    band: Band
    planned: int
    people: int
    away: int

    @property
    def lowest(self) -> int:
        """The lower end in whole minutes that lie in the band."""
        return -(-self.band.lowest // 1)

    @property
    def highest(self) -> int:
        return self.band.whole_minutes

    @property
    def is_short(self) -> bool:
        """Less is planned than the lower end of the band."""
        return self.planned < self.band.lowest


@dataclass(frozen=True, slots=True)
class Ahead:
    """What one person has in the weeks ahead: the band in minutes, and planned blocks."""

    band: Band
    planned: int


def forecast_of(person_ids: Collection[int], today: date) -> tuple[WeekAhead, ...]:
    """Week by week, of all of them together, nothing of nobody; a constant number of queries."""
    if not person_ids:
        return ()
    weeks = weeks_ahead(today)
    times = work_times_of(person_ids, weeks.first, weeks.last)
    return _forecast(times, policies_of(person_ids, weeks.first, weeks.last), weeks)


def forecast_from(measures: Mapping[int, Measure], today: date) -> tuple[WeekAhead, ...]:
    """The same of people whose time and allowance were read for their figures; one query."""
    if not measures:
        return ()
    weeks = weeks_ahead(today)
    times = {pk: each.work for pk, each in measures.items()}
    policies = {pk: each.policies for pk, each in measures.items()}
    return _forecast(times, policies, weeks)


def _forecast(
    times: Mapping[int, WorkTime], policies: Mapping[int, Policies], weeks: Weeks
) -> tuple[WeekAhead, ...]:
    planned, groups = _planned(times, weeks), list(_alike(times, policies, weeks))
    return tuple(_week(groups, Weeks(monday, 1), planned[monday]) for monday in weeks.mondays)


def company_forecast(viewer: User, today: date) -> tuple[WeekAhead, ...]:
    """Of all experts, without the weeks in which fewer than GROUP are there besides those whom the
    viewer knows.

    At most KEPT_SECONDS old, the same for every viewer.
    """
    experts = experts_today()
    known = len(experts & known_to(viewer, today))
    key = f"ahead:{today:%Y%m%d}:{len(experts)}"
    kept: tuple[WeekAhead, ...] | None = caches["local"].get(key)
    if kept is None:
        kept = forecast_of(experts, today)
        caches["local"].set(key, kept, KEPT_SECONDS)
    return tuple(week for week in kept if week.people - week.away - known >= GROUP)


def experts_today() -> frozenset[int]:
    """Whom the forecast of the company is about; one query."""
    return frozenset(User.objects.experts().order_by().values_list("pk", flat=True))


def known_to(viewer: User, today: date) -> set[int]:
    """Of whom the viewer knows what lies ahead: themselves, and those whose forecast they see."""
    known = {viewer.pk}
    if sees_people(viewer):
        lines = [team.pk for team in managed_teams(viewer)]
        known |= members_of(lines, today, today).keys()
    return known


def ahead_by_person(person_ids: Collection[int], today: date) -> dict[int, Ahead]:
    """All weeks ahead together, by person, to be added up by area; a constant number of queries."""
    weeks = weeks_ahead(today)
    times = work_times_of(person_ids, weeks.first, weeks.last)
    policies = policies_of(person_ids, weeks.first, weeks.last)
    plans = plan_figures(person_ids, weeks.first, weeks.last, work_times=times)
    return {
        pk: Ahead(
            share_of(times[pk], policies[pk], weeks.first, weeks.last, confirmed=0).band,
            plans[pk].planned,
        )
        for pk in person_ids
    }


def _planned(times: Mapping[int, WorkTime], weeks: Weeks) -> Counter[date]:
    """Minutes of blocks that leave and holidays leave standing, by Monday; one query."""
    rows = Block.objects.filter(day__range=(weeks.first, weeks.last)).order_by()
    if len(times) <= MOST_NAMED:
        rows = rows.filter(person__in=named(times))
    found: Counter[date] = Counter()
    for pk, day, start, minutes, fate in rows.values_list(
        "person", "day", "start", "minutes", "fate"
    ):
        if pk in times and fate_read(times[pk], fate, day, start, minutes) not in NOT_PLANNED:
            found[monday_of(day)] += minutes
    return found


def _week(groups: Collection[_Group], week: Weeks, planned: int) -> WeekAhead:
    first, last = week.first, week.last
    shares = [
        (share_of(work, policy, first, last, confirmed=0), count) for work, policy, count in groups
    ]
    total = together(share if count == 1 else share * count for share, count in shares)
    return WeekAhead(
        monday=week.monday,
        available=total.available,
        band=total.band,
        planned=planned,
        people=sum(count for _work, _policy, count in groups),
        away=sum(count for share, count in shares if not share.available),
    )


def _alike(
    times: Mapping[int, WorkTime], policies: Mapping[int, Policies], weeks: Weeks
) -> Iterator[_Group]:
    """Few terms are shared by thousands, and of leave only that of these weeks makes a difference."""
    start, end = 2 * weeks.first.toordinal(), 2 * weeks.last.toordinal() + 1
    shared: dict[tuple[int, int], list[int]] = defaultdict(list)
    for pk, work in times.items():
        if any(away.last >= start and away.first <= end for away in work.aways):
            yield work, policies[pk], 1
        else:
            shared[id(work.terms), id(policies[pk])].append(pk)
    for people in shared.values():
        usual = WorkTime(times[people[0]].terms)
        yield usual, policies[people[0]], len(people)
