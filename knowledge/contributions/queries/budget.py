"""What is left of the minutes that people have for sharing in their week."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from django.db.models import Model, Q, QuerySet, Sum

from accounts.many import named
from accounts.working_time import FEW, work_times_of
from knowledge.areas.prepared import Prepared
from knowledge.contributions.allowance import policies_of
from knowledge.contributions.bands import share_of
from knowledge.contributions.models import Commitment, WeekSum
from knowledge.contributions.periods import WEEK, monday_of

if TYPE_CHECKING:
    from accounts.availability import WorkTime
    from accounts.working_time import Declared
    from knowledge.areas.prepared import Row as ReadRow
    from knowledge.areas.prepared import Value
    from knowledge.contributions.bands import Policies

MOST_NAMED: Final = 500
"""Of more people than that all rows are read: binding thousands of ids costs more."""
_DAY: Final = timedelta(days=1)

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class Budget:
    """Minutes of one person's ISO week. For that person alone: others learn `has_time`.

    `weekly` is the upper end of the week's band, rounded down; `spent` are confirmed minutes,
    `committed` the expected ones of open work.
    """

    weekly: int
    spent: int
    committed: int

    @property
    def left(self) -> int:
        return max(0, self.weekly - self.spent - self.committed)

    @property
    def has_time(self) -> bool:
        return self.left > 0

    def overrun_of(self, minutes: int) -> int:
        """By how many minutes work of this length would go over what is left."""
        return max(0, minutes - self.left)


def days_of(at: datetime) -> tuple[date, date]:
    """The first and the last day of the ISO week that `at` lies in, wherever people are."""
    around = at.astimezone(UTC).date()
    return monday_of(around - _DAY), monday_of(around + _DAY) + WEEK - _DAY


def budgets(
    person_ids: Collection[int], at: datetime, *, declared: Declared | None = None
) -> dict[int, Budget]:
    """Each person's budget in the ISO week that `at` lies in where they are.

    Ten queries at most, however many people; five fewer when what they `declared` about the `days_of` that
    moment was read.
    """
    if not person_ids:
        return {}
    first, last = days_of(at)
    work_times = work_times_of(person_ids, first, last, declared=declared)
    policies = policies_of(person_ids, first, last)
    mondays = _mondays(work_times, at)
    spent, committed = _spent(mondays), _committed(person_ids, at)
    return {
        person_id: Budget(
            _weekly(work_times[person_id], policies[person_id], mondays[person_id]),
            spent.get(person_id, 0),
            committed.get(person_id, 0),
        )
        for person_id in person_ids
    }


def _mondays(work_times: Mapping[int, WorkTime], at: datetime) -> dict[int, date]:
    """The Monday of everybody's present week."""
    zones = {hers.zone_on(at.astimezone(UTC).date()) for hers in work_times.values()}
    days = {zone: monday_of(at.astimezone(zone).date()) for zone in zones}
    day = at.astimezone(UTC).date()
    return {person_id: days[hers.zone_on(day)] for person_id, hers in work_times.items()}


def _weekly(work: WorkTime, policies: Policies, monday: date) -> int:
    return share_of(work, policies, monday, monday + WEEK - _DAY, confirmed=0).band.whole_minutes


def _spent(mondays: Mapping[int, date]) -> dict[int, int]:
    """Confirmed minutes of everybody's present week; one query."""
    return {
        person_id: minutes
        for person_id, monday, minutes in _rows(_SUMS, _sums, mondays, {*mondays.values()})
        if mondays.get(person_id) == monday
    }


def _sums(person_ids: Collection[int], mondays: Collection[date]) -> QuerySet[WeekSum, ReadRow]:
    rows = _among(WeekSum.objects.filter(monday__in=mondays), person_ids)
    return rows.values_list("person", "monday").annotate(total=Sum("minutes"))


def _committed(person_ids: Collection[int], at: datetime) -> dict[int, int]:
    """Expected minutes of work that was open at that moment; one query."""
    return dict(_rows(_OPEN_WORK, _open_work, person_ids, [at]))


def _open_work(
    person_ids: Collection[int], moment: Collection[datetime]
) -> QuerySet[Commitment, ReadRow]:
    at = max(moment)
    rows = _among(Commitment.objects.filter(since__lte=at), person_ids)
    rows = rows.filter(Q(ended_at=None) | Q(ended_at__gt=at))
    return rows.values_list("person").annotate(total=Sum("minutes"))


_SUMS: Final = Prepared(_sums)
_OPEN_WORK: Final = Prepared(_open_work)


def _rows(
    prepared: Prepared,
    compose: Callable[..., QuerySet[Row, ReadRow]],
    person_ids: Collection[int],
    days: Collection[Value],
) -> Iterable[ReadRow]:
    """Of few people by a statement that was composed once."""
    few = len(person_ids) <= FEW
    return prepared.rows(person_ids, days) if few else compose(person_ids, days)


def _among(rows: QuerySet[Row], person_ids: Collection[int]) -> QuerySet[Row]:
    if len(person_ids) > MOST_NAMED:
        return rows.order_by()
    asked = person_ids if len(person_ids) <= FEW else named(person_ids)
    return rows.filter(person__in=asked).order_by()
