"""The figures of threads for one viewer: by area, by week, and what waits now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Case, Count, Min, TextField, Value, When
from django.db.models.functions import Cast
from django.utils import timezone

from accounts.models import Expertise
from accounts.permissions import led_area_ids
from accounts.queries import visible_areas
from knowledge.insights.periods import Period, monday_of, period_of
from knowledge.insights.threads.figures import DAY, THREE_DAYS, Asked, Figures, Share, Tally
from knowledge.search.retention import company_day, day_start
from knowledge.threads.models import WAITING, State, Thread
from knowledge.threads.queries.candidates import ANY_KIND
from knowledge.threads.queries.late import areas_without_expert, late_threads

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.areas.models import Area
    from knowledge.threads.models import ThreadQuerySet

MOST_ORIGINALS: Final = 5
_READ: Final = (
    "area_id",
    "stretch",
    "state",
    "asked_text",
    "answered_text",
    "first_answer_minutes",
    "solution_minutes",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for an answer now, whenever it was asked; `late` of it is past its promise, the
    oldest asked at `oldest`. While an asker is asked for more the clock stands: nothing becomes late.
    """

    count: int = 0
    late: int = 0
    oldest: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One area of its own, without those inside it. `has_expert` is False where nobody says they
    know it, or where something waits for which nobody could be asked.
    """

    area: Area
    figures: Figures
    waiting: Waiting
    has_expert: bool


@dataclass(frozen=True, slots=True)
class Week:
    """One point of the trend. `share` was answered within 24 hours; None when that is not told."""

    monday: date
    asked: int
    share: Share


@dataclass(frozen=True, slots=True)
class Original:
    """A thread that others turned out to be duplicates of: a question asked again and again."""

    thread: Thread
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadReport:
    """The figures of a period in the viewer's reach, or of an area in it with all below it.

    `quiet` counts its areas where nobody asked in the period and nothing waits.
    """

    period: Period
    total: Figures
    waiting: Waiting
    rows: tuple[Row, ...]
    quiet: int
    weeks: tuple[Week, ...]
    originals: tuple[Original, ...]

    @property
    def without_expert(self) -> tuple[Row, ...]:
        """Areas with questions and nobody who says they know them, the most asked first."""
        found = [row for row in self.rows if not row.has_expert]
        return tuple(sorted(found, key=lambda row: (-row.figures.asked, row.area.tree_order)))


def reachable_areas(user: User) -> list[Area]:
    """Whose figures the viewer sees, in tree order: every area that exists for a manager or an
    administrator, those that a lead leads with all below them. At most three queries.
    """
    areas = list(visible_areas(user).in_tree_order())
    if user.is_manager or user.is_administrator:
        return areas
    led = led_area_ids(user, {area.pk for area in areas})
    return [area for area in areas if area.pk in led]


def threads_of(
    user: User, days: int, reach: Iterable[Area], inside: Area | None = None
) -> ThreadReport:
    """The report of this viewer, as it stands now; `inside` narrows it to an area in their reach.

    Nine queries at most, however many threads, areas and people there are.
    """
    now = timezone.now()
    areas = [area for area in reach if inside is None or area.path.startswith(inside.path)]
    period = period_of(days, now, whole_weeks=False)
    threads = Thread.objects.visible_to(user).order_by()
    if inside is not None or not (user.is_manager or user.is_administrator):
        threads = threads.filter(area__in=[area.pk for area in areas])
    by_area, total, weeks = _tally(user, threads, period, now)
    waiting = _waiting(threads, user, now)
    experts = _areas_with_experts()
    unanswerable = areas_without_expert([area.pk for area in areas])
    rows = [
        Row(
            area=area,
            figures=by_area[area.pk].figures() if area.pk in by_area else Figures(),
            waiting=waiting.get(area.pk, Waiting()),
            has_expert=area.pk in experts and area.pk not in unanswerable,
        )
        for area in areas
        if area.pk in by_area or area.pk in waiting
    ]
    rows.sort(key=lambda row: (-row.waiting.late, -row.figures.asked, row.area.tree_order))
    return ThreadReport(
        period=period,
        total=total.figures(),
        waiting=_sum(waiting),
        rows=tuple(rows),
        quiet=len(areas) - len(rows),
        weeks=tuple(_weeks(weeks, period)),
        originals=_originals(user, threads, period),
    )


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Time from `start` on that lies in the same week of the trend, all of it in the period or none.

    What was asked in it is at least `age` old; 24 and 72 hours ago one ends.
    """

    start: datetime
    monday: date
    is_told: bool
    age: timedelta


def _tally(
    user: User, threads: ThreadQuerySet, period: Period, now: datetime
) -> tuple[dict[int, Tally], Tally, dict[date, Tally]]:
    """By area and in all for the period, and by Monday for the weeks of the trend; three queries.

    Each thread is added once, to the tally of its area and stretch, and those are merged: of thousands
    of threads in hundreds of tallies. Moments are read as text, because making times of them that
    know their zone takes longer than everything else here.
    """
    stretches = _stretches(period, now)
    found: dict[tuple[int, int], Tally] = defaultdict(Tally)
    asked = threads.filter(asked_at__gte=stretches[0].start).annotate(
        stretch=_number_of("asked_at", [stretch.start for stretch in stretches]),
        asked_text=Cast("asked_at", TextField()),
        answered_text=Cast("first_answered_at", TextField()),
    )
    read = datetime.fromisoformat
    for area_id, place, state, at, first_at, *minutes in asked.values_list(*_READ):
        took = read(first_at) - read(at) if first_at else None
        found[area_id, place].add(Asked(state, stretches[place].age, took, *minutes))
    by_area: dict[int, Tally] = defaultdict(Tally)
    by_week: dict[date, Tally] = defaultdict(Tally)
    for (area_id, place), tally in found.items():
        by_week[stretches[place].monday].merge(tally)
        if stretches[place].is_told:
            by_area[area_id].merge(tally)
    total = Tally()
    for tally in by_area.values():
        total.merge(tally)
    return by_area, total, by_week


def _stretches(period: Period, now: datetime) -> list[_Stretch]:
    """From the first day that anything needs until now, the earliest first."""
    first = day_start(period.first)
    days = {period.first, *period.weeks}
    starts = sorted({*(day_start(day) for day in days), now - DAY, now - THREE_DAYS})
    ends = [*starts[1:], now]
    return [
        _Stretch(start, monday_of(company_day(start)), start >= first, now - end)
        for start, end in zip(starts, ends, strict=True)
    ]


def _number_of(field: str, starts: Sequence[datetime]) -> Case:
    """The number of the last of these moments that the field is not before."""
    whens = [
        When(**{f"{field}__gte": start}, then=Value(number)) for number, start in enumerate(starts)
    ]
    return Case(*reversed(whens), output_field=ANY_KIND)


def _waiting(threads: ThreadQuerySet, user: User, now: datetime) -> dict[int, Waiting]:
    """By area; two queries. The second counts late threads of any area, and only its rows are used."""
    rows = threads.filter(state__in=WAITING).values("area_id").annotate(waits=Count("pk"))
    counts = dict(rows.values_list("area_id", "waits"))
    lates = late_threads(at=now).visible_to(user).order_by().values("area_id")
    late = {
        area_id: (count, oldest)
        for area_id, count, oldest in lates.annotate(
            lates=Count("pk"), oldest=Min("asked_at")
        ).values_list("area_id", "lates", "oldest")
    }
    return {
        area_id: Waiting(count=count, late=late[area_id][0], oldest=late[area_id][1])
        if area_id in late
        else Waiting(count=count)
        for area_id, count in counts.items()
    }


def _sum(waiting: Mapping[int, Waiting]) -> Waiting:
    rows = waiting.values()
    return Waiting(
        count=sum(row.count for row in rows),
        late=sum(row.late for row in rows),
        oldest=min((row.oldest for row in rows if row.oldest), default=None),
    )


def _areas_with_experts() -> frozenset[int]:
    rows = Expertise.objects.filter(person__is_active=True).order_by()
    return frozenset(rows.values_list("area_id", flat=True).distinct())


def _weeks(tallies: Mapping[date, Tally], period: Period) -> Iterator[Week]:
    for monday in period.weeks:
        tally = tallies[monday]
        yield Week(monday, tally.asked, tally.day_share)


def _originals(user: User, threads: ThreadQuerySet, period: Period) -> tuple[Original, ...]:
    """What was asked most often again in the period; two queries."""
    since = day_start(period.first)
    again = threads.filter(state=State.DUPLICATE, asked_at__gte=since)
    readable = Thread.objects.visible_to(user).order_by().values("pk")
    rows = again.filter(duplicate_of__in=readable).values("duplicate_of")
    rows = rows.annotate(times=Count("pk")).order_by("-times", "duplicate_of")
    times = {row["duplicate_of"]: row["times"] for row in rows[:MOST_ORIGINALS]}
    found = Thread.objects.visible_to(user).for_list().in_bulk(list(times)) if times else {}
    return tuple(Original(found[pk], n) for pk, n in times.items() if pk in found)
