"""What is read of many people at once, to show their figures to somebody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from django.db.models import Sum

from accounts.expert_days import Spans, expert_days, in_both
from accounts.many import named
from accounts.memberships import Membership, members_of, spans_of
from accounts.models import Team, User
from knowledge.contributions.bands import Share
from knowledge.contributions.periods import WEEK, Weeks, weeks_ahead
from knowledge.contributions.queries.measures import (
    ByWeek,
    Measure,
    available_by_week,
    measures_of,
)
from knowledge.contributions.queries.minutes import (
    Cell,
    by_person_and_week,
    cells_in_spans,
    week_sums,
)

_SUNDAY: Final = WEEK - timedelta(days=1)
_FIELDS: Final = (
    "pk",
    "display_name",
    "folded_name",
    "slug",
    "avatar",
    "job_title",
    "is_expert",
    "is_active",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a line, on the days on which they were in it."""

    person: User
    memberships: tuple[Membership, ...]
    measure: Measure
    confirmed: ByWeek
    read: Weeks
    usual: tuple[Share, ...]
    """The weeks that were read, with nothing confirmed in them."""
    is_always: bool
    """In the line on all days that were read."""
    is_expert: bool
    """On these days: others are expected to give nothing."""

    @property
    def spans(self) -> Spans:
        return self.measure.spans

    def week_shares(self, period: slice, minutes: ByWeek) -> tuple[Share | None, ...]:
        """Of weeks that were read, by their places; None where they were not in the line."""
        found: list[Share | None] = []
        for monday, usual in zip(self.read.mondays[period], self.usual[period], strict=True):
            confirmed = minutes.get(monday, 0)
            if not self.is_always and not self.measure.counts_in(monday):
                found.append(None)
            elif confirmed:
                found.append(Share(confirmed, usual.available, usual.band))
            else:
                found.append(usual)
        return tuple(found)

    def total(self, weeks: Weeks, minutes: ByWeek) -> Share:
        """Sum / sum of weeks that were read, on their days in the line."""
        return self.totals([self.read.places_of(weeks)], minutes)[0]

    def totals(self, periods: Iterable[slice], minutes: ByWeek) -> list[Share]:
        """The same of several periods, each by its places among the weeks that were read."""
        confirmed = [minutes.get(monday, 0) for monday in self.read.mondays]
        available = [share.available for share in self.usual]
        found = []
        for period in periods:
            there = sum(available[period])
            band = self.measure.band(there, self.usual[period])
            found.append(Share(sum(confirmed[period]), there, band))
        return found

    def spans_in(self, weeks: Weeks) -> Spans:
        """Their days in the line, of these weeks."""
        if self.is_always:
            return ((weeks.first, weeks.last),)
        return _cut(self.spans, weeks.first, weeks.last)

    def share_on(self, spans: Spans, weeks: Weeks, days: Iterable[tuple[date, int]]) -> Share:
        """Of some of their days in the line; `days` are all with their minutes."""
        confirmed = sum(
            minutes for day, minutes in days if any(first <= day <= last for first, last in spans)
        )
        measure = Measure(self.measure.work, self.measure.policies, spans)
        return measure.share(weeks.first, weeks.last, confirmed)

    def is_whole(self, monday: date) -> bool:
        """Whether they were in the line on all days of this week."""
        return _is_whole(self.spans, monday)


@dataclass(frozen=True, slots=True)
class People:
    """The people of a line between two days, in the order of their names."""

    weeks: Weeks
    lines: tuple[Line, ...]
    partial: tuple[Cell, ...]
    """Of the weeks that began or ended outside the line: the days inside it."""
    here: frozenset[int]
    """Who is in the line today, which is after these weeks."""
    own: Line | None = None
    """The viewer's, on all days, in the line or not."""

    @property
    def ids(self) -> frozenset[int]:
        return frozenset(line.person.id for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of people, by person."""

    weeks: Weeks
    memberships: Mapping[int, tuple[Membership, ...]]
    spans: Mapping[int, Spans]
    measures: Mapping[int, Measure]
    inside: Mapping[int, ByWeek]
    usual: Mapping[int, tuple[Share, ...]]
    experts: Collection[int]

    def line_of(self, person: User) -> Line:
        pk = person.id
        return Line(
            person,
            self.memberships[pk],
            self.measures[pk],
            self.inside[pk],
            self.weeks,
            self.usual[pk],
            is_always=self.spans[pk] == ((self.weeks.first, self.weeks.last),),
            is_expert=pk in self.experts,
        )


def people_of(
    teams: Iterable[Team],
    weeks: Weeks,
    viewer: User,
    *,
    today: date,
    only: int | None = None,
) -> People:
    """Experts who were in these teams or below on any of these days, and whoever else gave minutes;
    of them `only` one, if any is named. Of who became an expert, or is one no longer, the days as one.

    Fourteen queries at most, however many people.
    """
    memberships = members_of([team.pk for team in teams], weeks.first, today)
    if only is not None:
        memberships = {pk: hers for pk, hers in memberships.items() if pk == only}
    spans = _spans(memberships, weeks)
    confirmed = by_person_and_week(spans.keys() | {viewer.pk}, weeks)
    always: Spans = ((weeks.first, weeks.last),)
    persons, experts, was = _persons({viewer.pk: always} | spans, confirmed, weeks)
    ids = {person.id for person in persons}
    spans = {pk: was.get(pk, hers) for pk, hers in spans.items() if pk in ids}
    to_the_forecast = weeks_ahead(today).last
    measures = measures_of({pk: spans.get(pk, always) for pk in ids}, weeks, to_the_forecast)
    usual = dict(available_by_week(measures, weeks))
    partial = _partial(spans, weeks)
    inside = _inside(confirmed, spans, weeks, partial)
    read = _Read(weeks, memberships, spans, measures, inside, usual, experts)
    mine = None
    if viewer.pk in ids:
        known = replace(measures[viewer.pk], spans=was.get(viewer.pk, always))
        mine = _own(viewer, known, confirmed, weeks, is_expert=viewer.pk in experts)
    lines = tuple(read.line_of(person) for person in persons if person.id in spans)
    return People(weeks, lines, tuple(partial), _here(memberships, today), mine)


def _persons(
    spans: Mapping[int, Spans], confirmed: Mapping[int, ByWeek], weeks: Weeks
) -> tuple[list[User], set[int], Mapping[int, Spans]]:
    """Experts, and whoever else gave minutes; who of them was an expert on any of these days; the
    days of those who were not always one. Two queries.
    """
    days = expert_days(weeks.first, weeks.last)
    was = _as_experts(spans, days)
    users = _users(spans.keys())
    experts = {each.id for each in users if (each.id in was if each.id in days else each.is_expert)}
    return [each for each in users if each.id in experts or confirmed.get(each.id)], experts, was


def _as_experts(spans: Mapping[int, Spans], days: Mapping[int, Spans]) -> dict[int, Spans]:
    """Of who changed, those of these days on which they were experts; whoever was on none is left out."""
    found = {pk: in_both(spans[pk], hers) for pk, hers in days.items() if pk in spans}
    return {pk: hers for pk, hers in found.items() if hers}


def _here(memberships: Mapping[int, tuple[Membership, ...]], today: date) -> frozenset[int]:
    """Who is in the line today."""
    return frozenset(
        pk
        for pk, hers in memberships.items()
        if any(each.until is None or each.until > today for each in hers)
    )


def _spans(memberships: Mapping[int, tuple[Membership, ...]], weeks: Weeks) -> dict[int, Spans]:
    """Their days in the line, of whoever was in it in these weeks."""
    first, last = weeks.first, weeks.last
    found = {pk: spans_of(hers, first, last) for pk, hers in memberships.items()}
    return {pk: hers for pk, hers in found.items() if hers}


def _own(
    person: User,
    measure: Measure,
    confirmed: Mapping[int, ByWeek],
    weeks: Weeks,
    *,
    is_expert: bool,
) -> Line:
    """The viewer, in the line or not."""
    row = dict(available_by_week({person.id: measure}, weeks))[person.id]
    spans = {person.id: measure.spans}
    minutes = _inside(confirmed, spans, weeks, _partial(spans, weeks))[person.id]
    is_always = measure.spans == ((weeks.first, weeks.last),)
    return Line(person, (), measure, minutes, weeks, row, is_always=is_always, is_expert=is_expert)


def sums_of_lines(
    lines: Collection[Line],
    partial: Iterable[Cell],
    weeks: Weeks,
    area_ids: Collection[int] | None,
) -> dict[tuple[str, int | None], int]:
    """Minutes of these people by kind and area, on their days in the line; two queries at most."""
    spans = {line.person.id: line.spans for line in lines}
    always = _always(spans, weeks)
    sums: dict[tuple[str, int | None], int] = defaultdict(int)
    rows = week_sums(always, weeks).values_list("kind", "area")
    for kind, area_id, minutes in rows.annotate(total=Sum("minutes")):
        sums[kind, area_id] += minutes
    others = {pk: hers for pk, hers in spans.items() if pk not in always}
    for cell in _cells(others, partial, weeks):
        sums[cell.kind, cell.area_id] += cell.minutes
    return {
        key: minutes
        for key, minutes in sums.items()
        if minutes and (area_ids is None or key[1] in area_ids)
    }


def cells_of_line(line: Line, partial: Iterable[Cell], weeks: Weeks) -> list[Cell]:
    """Week × kind × area of one person, on their days in the line; one query."""
    return _cells({line.person.id: line.spans}, partial, weeks)


def _cells(spans: Mapping[int, Spans], partial: Iterable[Cell], weeks: Weeks) -> list[Cell]:
    """Of their whole weeks in the line, and of the days inside it of the others."""
    if not spans:
        return []
    rows = week_sums(spans, weeks).values_list("person", "monday", "kind", "area", "minutes")
    whole = (Cell(*row) for row in rows if row[0] in spans and _is_whole(spans[row[0]], row[1]))
    days = (cell for cell in partial if cell.person_id in spans and cell.monday in weeks)
    return [*whole, *days]


def _cut(spans: Spans, first: date, last: date) -> Spans:
    found = ((max(first, start), min(last, end)) for start, end in spans)
    return tuple((start, end) for start, end in found if start <= end)


def _always(spans: Mapping[int, Spans], weeks: Weeks) -> set[int]:
    """Who was in the line on all days of these weeks."""
    start, end = weeks.first, weeks.last
    return {
        pk
        for pk, hers in spans.items()
        if any(first <= start and end <= last for first, last in hers)
    }


def _users(ids: Collection[int]) -> Collection[User]:
    rows = User.objects.only(*_FIELDS).order_by("folded_name", "pk")
    return list(rows.filter(pk__in=named(ids))) if ids else ()


def _is_whole(spans: Spans, monday: date) -> bool:
    return any(first <= monday and monday + _SUNDAY <= last for first, last in spans)


def _partial(spans: Mapping[int, Spans], weeks: Weeks) -> list[Cell]:
    """Minutes of the days in the line, of weeks that were not wholly in it."""
    pieces: dict[int, Spans] = {}
    whole = ((weeks.first, weeks.last),)
    for person_id, hers in spans.items():
        if hers == whole:
            continue
        found = tuple(
            (max(first, monday), min(last, monday + _SUNDAY))
            for monday in weeks.mondays
            for first, last in hers
            if first <= monday + _SUNDAY and last >= monday and not _is_whole(hers, monday)
        )
        if found:
            pieces[person_id] = found
    return cells_in_spans(pieces, weeks)


def _inside(
    confirmed: Mapping[int, Mapping[date, int]],
    spans: Mapping[int, Spans],
    weeks: Weeks,
    partial: Iterable[Cell],
) -> dict[int, Mapping[date, int]]:
    """Minutes by person and Monday, of the days in the line alone."""
    whole = ((weeks.first, weeks.last),)
    found: dict[int, dict[date, int]] = {}
    for person_id, hers in spans.items():
        known = confirmed.get(person_id, {})
        if hers == whole:
            found[person_id] = dict(known)
        else:
            found[person_id] = {
                monday: minutes for monday, minutes in known.items() if _is_whole(hers, monday)
            }
    for cell in partial:
        mine = found[cell.person_id]
        mine[cell.monday] = mine.get(cell.monday, 0) + cell.minutes
    return dict(found)
