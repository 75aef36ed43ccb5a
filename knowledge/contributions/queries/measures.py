"""How much people can work in which weeks, and the band of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from accounts.expert_days import Spans
from accounts.working_time import work_times_of
from knowledge.contributions.allowance import policies_of
from knowledge.contributions.bands import Band, Policies, Share, band_under, share_of
from knowledge.contributions.periods import WEEK, Weeks

if TYPE_CHECKING:
    from accounts.availability import WorkTime
    from accounts.calendars import Away

ByWeek = Mapping[date, int]
"""Minutes by Monday."""
Leave = tuple[tuple[int, int], ...]
"""Half days of some weeks, from the first to the last, counted from their first Monday."""
Pieces = tuple[tuple[int, Leave], ...]
_DAY: Final = timedelta(days=1)
_HALVES: Final = 14
"""Half days of a week."""


@dataclass(slots=True)
class Measure:
    """How much somebody can work, and the allowance of each day; `spans` are the days that count.

    A value, never changed: see `Share` for why it is not frozen.
    """

    work: WorkTime
    policies: Policies
    spans: Spans

    def share(self, first: date, last: date, confirmed: int) -> Share:
        """Of those of these days that count."""
        found = [(max(first, start), min(last, end)) for start, end in self.spans]
        stretches = [(start, end) for start, end in found if start <= end]
        if not stretches:
            return Share(confirmed)
        total = share_of(self.work, self.policies, *stretches[0], confirmed=confirmed)
        for stretch in stretches[1:]:
            total += share_of(self.work, self.policies, *stretch, confirmed=0)
        return total

    def weeks(self, weeks: Weeks, confirmed: ByWeek) -> Share:
        """Sum / sum of these weeks."""
        total = sum(confirmed.get(monday, 0) for monday in weeks.mondays)
        return self.share(weeks.first, weeks.last, total)

    def counts_in(self, monday: date) -> bool:
        """Whether any day of this week does."""
        sunday = monday + WEEK
        return any(start < sunday and end >= monday for start, end in self.spans)

    def band(self, available: int, shares: Sequence[Share]) -> Band:
        """Of this person's weeks, in which so many minutes are available."""
        return band_under(self.policies, available, shares)


def measures_of(
    spans: Mapping[int, Spans], weeks: Weeks, until: date | None = None
) -> dict[int, Measure]:
    """What these people can work, and their allowance, in these weeks or to a later day; seven
    queries.
    """
    last = max(weeks.last, until or weeks.last)
    work_times = work_times_of(spans.keys(), weeks.first, last)
    policies = policies_of(spans.keys(), weeks.first, last)
    return {
        person_id: Measure(work_times[person_id], policies[person_id], hers)
        for person_id, hers in spans.items()
    }


def available_by_week(
    measures: Mapping[int, Measure], weeks: Weeks
) -> Iterator[tuple[int, tuple[Share, ...]]]:
    """Each person's weeks with nothing confirmed in them.

    Whoever has the same terms and allowance shares the weeks without leave, and those with the same
    leave: thousands of people have one of few contracts.
    """
    whole = ((weeks.first, weeks.last),)
    ends = [(monday, monday + WEEK - _DAY) for monday in weeks.mondays]
    shared: dict[tuple[object, ...], Share] = {}
    rows: dict[tuple[int, int], tuple[Share, ...]] = {}
    pieces: dict[int, Pieces] = {}
    for person_id, hers in measures.items():
        if hers.spans != whole:
            yield person_id, tuple(hers.share(*week, 0) for week in ends)
            continue
        key = (id(hers.work.terms), id(hers.policies))
        row = rows.get(key)
        if row is None:
            usual = Measure(type(hers.work)(hers.work.terms), hers.policies, whole)
            row = rows[key] = tuple(usual.share(*week, 0) for week in ends)
        if hers.work.aways:
            mine = list(row)
            for place, leave in _touched(hers.work, weeks, pieces).items():
                known = (key, place, leave)
                share = shared.get(known)
                if share is None:
                    share = share_of(hers.work, hers.policies, *ends[place], confirmed=0)
                    shared[known] = share
                mine[place] = share
            row = tuple(mine)
        yield person_id, row


def _touched(work: WorkTime, weeks: Weeks, known: dict[int, Pieces]) -> dict[int, Leave]:
    """The numbers of the weeks in which they are away, with the half days of that. Pieces of leave
    are worked out once for all who are away on the same days.
    """
    found: dict[int, Leave] = {}
    for away in work.aways:
        pieces = known.get(id(away))
        if pieces is None:
            pieces = known[id(away)] = _pieces(away, weeks)
        for place, leave in pieces:
            found[place] = found[place] + leave if place in found else leave
    return found


def _pieces(away: Away, weeks: Weeks) -> Pieces:
    """Its half days in each of these weeks, by the number of the week."""
    start, count = 2 * weeks.monday.toordinal(), weeks.count
    first, last = max(away.first - start, 0), min(away.last - start, count * _HALVES - 1)
    return tuple(
        (place, ((max(first, place * _HALVES), min(last, (place + 1) * _HALVES - 1)),))
        for place in range(first // _HALVES, last // _HALVES + 1)
    )
