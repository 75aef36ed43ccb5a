"""What is read of many people at once, to show their figures to somebody else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Sum

from accounts.expert_days import Spans, expert_days, in_both
from accounts.many import named
from accounts.memberships import Membership, members_of, spans_of
from accounts.models import Team, User
from knowledge.contributions.bands import Share, together
from knowledge.contributions.periods import WEEK, Weeks, weeks_ahead
from knowledge.contributions.queries.measures import (
    Measure,
    available_by_week,
    measures_of,
)
from knowledge.contributions.queries.minutes import (
    Cell,
    Given,
    by_person_and_week,
    cells_in_spans,
    week_sums,
)

_SUNDAY: Final = WEEK - timedelta(days=1)
_SHOWN: Final = frozenset(
    {"id", "display_name", "folded_name", "slug", "avatar", "job_title", "is_expert", "is_active"}
)
_FIELDS: Final = tuple(
    field.attname for field in User._meta.concrete_fields if field.attname in _SHOWN
)
"""In the order in which `User.from_db` takes them."""
_ID, _EXPERT, _ACTIVE = map(_FIELDS.index, ("id", "is_expert", "is_active"))
_Row = tuple[Any, ...]


@dataclass(slots=True)
class Line:
    """One person of a line, on the days on which they were in it.

    A value, never changed: see `Share` for why it is not frozen.
    """

    row: _Row
    """Of `_FIELDS`."""
    memberships: tuple[Membership, ...]
    measure: Measure
    confirmed: Given
    read: Weeks
    usual: tuple[Share, ...]
    """The weeks that were read, with nothing confirmed in them."""
    is_always: bool
    """In the line on all days that were read."""
    is_expert: bool
    """On these days: others are expected to give nothing."""

    @property
    def person_id(self) -> int:
        pk: int = self.row[_ID]
        return pk

    @property
    def person(self) -> User:
        """Made when it is asked for: of a thousand people a page shows sixty."""
        return User.from_db(DEFAULT_DB_ALIAS, _FIELDS, self.row)

    @property
    def is_active(self) -> bool:
        active: bool = self.row[_ACTIVE]
        return active

    @property
    def spans(self) -> Spans:
        return self.measure.spans

    def week_shares(self, period: slice, minutes: Given) -> tuple[Share | None, ...]:
        """Of weeks that were read, by their places; None where they were not in the line."""
        shares = zip(minutes[period], self.usual[period], strict=True)
        found = [Share(n, usual.available, usual.band) if n else usual for n, usual in shares]
        if self.is_always:
            return tuple(found)
        there = map(self.measure.counts_in, self.read.mondays[period])
        return tuple(share if is_in else None for share, is_in in zip(found, there, strict=True))

    def total(self, period: slice, minutes: Given) -> Share:
        """Sum / sum of weeks that were read, by their places, on their days in the line."""
        usual = self.usual[period]
        available = sum([share.available for share in usual])
        return Share(sum(minutes[period]), available, self.measure.band(available, usual))

    def was_there(self, period: slice) -> bool:
        """In the line on any day of weeks that were read, by their places."""
        return self.is_always or any(map(self.measure.counts_in, self.read.mondays[period]))

    def covers(self, weeks: Weeks) -> bool:
        """In the line on all days of these weeks."""
        first, last = weeks.first, weeks.last
        return self.is_always or any(start <= first and last <= end for start, end in self.spans)

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


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read of people, by person."""

    weeks: Weeks
    memberships: Mapping[int, tuple[Membership, ...]]
    measures: Mapping[int, Measure]
    inside: Mapping[int, Given]
    experts: Collection[int]

    def lines(self, rows: Mapping[int, _Row]) -> tuple[Line, ...]:
        always = ((self.weeks.first, self.weeks.last),)
        usual = dict(available_by_week({pk: self.measures[pk] for pk in rows}, self.weeks))
        return tuple(
            [
                Line(
                    row,
                    self.memberships[pk],
                    measure := self.measures[pk],
                    self.inside[pk],
                    self.weeks,
                    usual[pk],
                    is_always=measure.spans == always,
                    is_expert=pk in self.experts,
                )
                for pk, row in rows.items()
            ]
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
    rows, experts, was = _persons({viewer.pk: always} | spans, confirmed, weeks)
    spans = {pk: was.get(pk, hers) for pk, hers in spans.items() if pk in rows}
    days = {pk: spans.get(pk, always) for pk in rows}
    measures = measures_of(days, weeks, weeks_ahead(today).last)
    partial = _partial(spans, weeks)
    inside = in_line(confirmed, spans, weeks, partial)
    read = _Read(weeks, memberships, measures, inside, experts)
    mine = None
    if viewer.pk in rows:
        known = replace(measures[viewer.pk], spans=was.get(viewer.pk, always))
        mine = _own(rows[viewer.pk], known, confirmed, weeks, is_expert=viewer.pk in experts)
    lines = read.lines({pk: row for pk, row in rows.items() if pk in spans})
    return People(weeks, lines, tuple(partial), _here(memberships, today), mine)


def _persons(
    spans: Mapping[int, Spans], confirmed: Mapping[int, Given], weeks: Weeks
) -> tuple[dict[int, _Row], set[int], Mapping[int, Spans]]:
    """Experts, and whoever else gave minutes, by their names; who of them was an expert on any of
    these days; the days of those who were not always one. Two queries.
    """
    days = expert_days(weeks.first, weeks.last)
    was = _as_experts(spans, days)
    rows = {row[_ID]: row for row in _rows(spans.keys())}
    experts = {pk for pk, row in rows.items() if (pk in was if pk in days else row[_EXPERT])}
    shown = {pk: row for pk, row in rows.items() if pk in experts or pk in confirmed}
    return shown, experts, was


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
    known: dict[tuple[tuple[date, date | None], ...], Spans] = {}
    found = {}
    for pk, hers in memberships.items():
        key = tuple([(each.since, each.until) for each in hers])
        spans = known.get(key)
        if spans is None:
            spans = known[key] = spans_of(hers, first, last)
        if spans:
            found[pk] = spans
    return found


def _own(
    row: _Row,
    measure: Measure,
    confirmed: Mapping[int, Given],
    weeks: Weeks,
    *,
    is_expert: bool,
) -> Line:
    """The viewer, in the line or not."""
    pk = row[_ID]
    usual = dict(available_by_week({pk: measure}, weeks))[pk]
    spans = {pk: measure.spans}
    minutes = in_line(confirmed, spans, weeks, _partial(spans, weeks))[pk]
    is_always = measure.spans == ((weeks.first, weeks.last),)
    return Line(row, (), measure, minutes, weeks, usual, is_always=is_always, is_expert=is_expert)


def by_week(lines: Collection[Line], minutes: Collection[Given], weeks: Weeks) -> tuple[Share, ...]:
    """All lines together in each of the weeks that were read, with these minutes of each line."""
    if not lines:
        return (Share(),) * weeks.count
    usual = map(together, zip(*[line.usual for line in lines], strict=True))
    given = map(sum, zip(*minutes, strict=True))
    return tuple(
        [
            Share(total, share.available, share.band)
            for total, share in zip(given, usual, strict=True)
        ]
    )


def sums_of_lines(
    lines: Collection[Line],
    partial: Iterable[Cell],
    weeks: Weeks,
    area_ids: Collection[int] | None,
) -> dict[tuple[str, int | None], int]:
    """Minutes of these people by kind and area, on their days in the line; two queries at most."""
    spans = {line.person_id: line.spans for line in lines}
    always = {line.person_id for line in lines if line.covers(weeks)}
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
    return _cells({line.person_id: line.spans}, partial, weeks)


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


def _rows(ids: Collection[int]) -> Iterable[_Row]:
    rows = User.objects.order_by("folded_name", "pk").filter(pk__in=named(ids))
    return rows.values_list(*_FIELDS) if ids else ()


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


def in_line(
    confirmed: Mapping[int, Given],
    spans: Mapping[int, Spans],
    weeks: Weeks,
    partial: Iterable[Cell],
) -> dict[int, Given]:
    """Minutes by person and week, of the days in the line alone."""
    whole, nothing = ((weeks.first, weeks.last),), [0] * weeks.count
    found = {pk: confirmed.get(pk, nothing) for pk in spans}
    for pk, hers in spans.items():
        if hers != whole:
            found[pk] = _in_whole_weeks(found[pk], hers, weeks)
    for cell in partial:
        mine = [*found[cell.person_id]]
        mine[weeks.place_of(cell.monday)] += cell.minutes
        found[cell.person_id] = mine
    return found


def _in_whole_weeks(minutes: Given, spans: Spans, weeks: Weeks) -> Given:
    """Nothing of weeks that do not lie wholly in these days."""
    return [
        given if _is_whole(spans, monday) else 0
        for given, monday in zip(minutes, weeks.mondays, strict=True)
    ]
