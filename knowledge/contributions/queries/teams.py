"""The figures of a manager's people: who is below, in, above the band, and away.

Everybody whose days in the viewer's line fall in the weeks that are shown is in it, on those days
alone; whoever is in two lines counts once. Experts are expected to share: only they are added up and
stand anywhere to the band. Who is no expert and gave minutes all the same is listed, not measured.

Views don't call this: `actions.looking` does, and writes down who was looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain

from django.core.exceptions import PermissionDenied

from accounts.models import Team, User
from accounts.permissions import hidden_area_ids
from knowledge.areas.models import Area
from knowledge.contributions.bands import Share, Standing, together
from knowledge.contributions.models import Kind
from knowledge.contributions.periods import TEAM_WEEKS, Weeks
from knowledge.contributions.permissions import managed_teams, refuse_unless_all, sees_people
from knowledge.contributions.planning import PlanFigures, figures_of
from knowledge.contributions.queries.adjusted import AdjustedWeek, adjusted_weeks, weeks_adjusted
from knowledge.contributions.queries.groups import GroupFigures, count_standings, groups_of
from knowledge.contributions.queries.measures import Measure
from knowledge.contributions.queries.minutes import (
    AreaSum,
    Cell,
    KindSum,
    area_sums,
    kind_sums,
    minutes_by_area,
    minutes_by_kind,
)
from knowledge.contributions.queries.people import (
    People,
    by_week,
    cells_of_line,
    people_of,
    sums_of_lines,
)
from knowledge.contributions.queries.person_figures import (
    Frame,
    PersonFigures,
    Places,
    figures_of_people,
)

__all__ = [
    "GroupFigures",
    "PersonDetail",
    "PersonFigures",
    "TeamFigures",
    "person_detail",
    "team_figures",
]


@dataclass(frozen=True, slots=True)
class OwnStanding:
    """Where the viewer stands: the headline on all their days, in the line or not; None as in
    `PersonFigures`.
    """

    headline: Share
    standing: Standing | None


@dataclass(frozen=True, kw_only=True)
class TeamFigures:
    """Teams with all below them. Whoever has several memberships counts once.

    Sums are of experts, sum / sum. `trend` is by week of `weeks`; `before` are the weeks of the
    headline before those of it, `period_before` as many weeks as `weeks` before them (None unless
    compared). `own` is the viewer, whether in these teams or not; `here` are in them today.
    """

    teams: tuple[Team, ...]
    area: Area | None
    frame: Frame
    headline: Share
    before: Share
    period: Share
    period_before: Share | None
    trend: tuple[Share, ...]
    people: tuple[PersonFigures, ...]
    groups: tuple[GroupFigures, ...]
    kinds: tuple[KindSum, ...]
    areas: tuple[AreaSum, ...]
    plan: PlanFigures
    own: OwnStanding | None
    here: frozenset[int]
    measures: Mapping[int, Measure]
    """Their time and allowance, known to the end of the weeks ahead too."""

    @cached_property
    def expected(self) -> tuple[PersonFigures, ...]:
        return tuple(each for each in self.people if each.is_expected)

    @cached_property
    def others(self) -> tuple[PersonFigures, ...]:
        """Who gave minutes and is no expert."""
        return tuple(each for each in self.people if not each.is_expected)

    @cached_property
    def standings(self) -> Mapping[Standing, int]:
        """How many experts are below, in, above, away over the headline's weeks."""
        return count_standings(
            each.headline for each in self.people if each.is_expected and each.was_there
        )

    @property
    def headline_weeks(self) -> Weeks:
        return self.frame.headline

    @property
    def weeks(self) -> Weeks:
        """Of the page."""
        return self.frame.weeks

    def adjusted(self, people: Sequence[PersonFigures]) -> Mapping[int, Collection[date]]:
        """The Mondays of weeks of these people that were changed after their month was closed; two
        queries.
        """
        lines = [each.line for each in people]
        return weeks_adjusted(lines, self.weeks, self.frame.area_ids)

    @property
    def to_confirm(self) -> int:
        return sum(each.to_confirm for each in self.people if each.is_expected)

    @property
    def at_risk(self) -> tuple[PersonFigures, ...]:
        return tuple(each for each in self.people if each.is_at_risk)

    @property
    def prompted(self) -> tuple[PersonFigures, ...]:
        """Whom there is something to talk about with."""
        return tuple(each for each in self.people if each.prompt is not None)

    @property
    def person_ids(self) -> tuple[int, ...]:
        """Whose figures are in this, for the record of who looked."""
        return tuple(each.line.person_id for each in self.people)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonDetail:
    """Where a manager's way down ends: one person by week × kind × area.

    `cells` are (Monday, kind, area, minutes), the latest week first; None is an area that is closed
    to the viewer, or none at all. `adjusted` are weeks changed after their month was closed.
    """

    figures: PersonFigures
    weeks: Weeks
    cells: tuple[tuple[date, Kind, Area | None, int], ...]
    kinds: tuple[KindSum, ...]
    areas: tuple[AreaSum, ...]
    adjusted: tuple[AdjustedWeek, ...]


def team_figures(
    viewer: User,
    teams: Sequence[Team],
    *,
    today: date,
    weeks: int = TEAM_WEEKS,
    area: Area | None = None,
    compare: bool = False,
) -> TeamFigures:
    """Complete weeks before `today`, which is the company's. A constant number of queries.

    Raises PermissionDenied when one of the teams is not in the viewer's line, when FIGURES_SHOWN
    keeps people's figures to themselves, and for an area that is closed to the viewer.
    """
    _refuse_unless_seen(viewer, teams)
    frame = _frame(viewer, today, weeks, area)
    people = people_of(teams, frame.to_read(compare=compare), viewer, today=today)
    figures = figures_of_people(people, frame)
    known = [each for each in figures if each.is_expected]
    lines, totals = [each.line for each in known], _totals(known, people, frame, compare=compare)
    sums = sums_of_lines(lines, people.partial, frame.weeks, frame.area_ids)
    return TeamFigures(
        teams=tuple(teams),
        area=area,
        frame=frame,
        headline=totals.headline,
        before=totals.before,
        period=together(totals.trend),
        period_before=totals.period_before,
        trend=totals.trend,
        people=figures,
        groups=groups_of(teams, lines, figures, frame.headline),
        kinds=kind_sums(_by_kind(sums)),
        areas=area_sums(_by_area(sums), viewer),
        plan=figures_of(chain.from_iterable(each.blocks for each in known)),
        own=_own(people, frame),
        here=people.here,
        measures={line.person_id: line.measure for line in people.lines},
    )


def person_detail(
    viewer: User, person: User, *, today: date, weeks: int = TEAM_WEEKS
) -> PersonDetail:
    """One person, on the days on which they were in the viewer's line.

    Raises PermissionDenied when they were in it on none of the days that are shown or compared.
    """
    if not sees_people(viewer) or viewer.pk == person.pk:
        raise PermissionDenied
    frame = _frame(viewer, today, weeks, None)
    read = frame.to_read(compare=False)
    people = people_of(managed_teams(viewer), read, viewer, today=today, only=person.pk)
    if not people.lines:
        raise PermissionDenied
    line = people.lines[0]
    cells = cells_of_line(line, people.partial, frame.weeks)
    areas = _areas(viewer, cells)
    found: dict[tuple[date, str, Area | None], int] = defaultdict(int)
    for cell in cells:
        found[cell.monday, cell.kind, areas.get(cell.area_id or 0)] += cell.minutes
    rows = [(monday, Kind(kind), area, n) for (monday, kind, area), n in found.items() if n]
    rows.sort(key=lambda row: (-row[0].toordinal(), row[1], row[2].tree_order if row[2] else 0))
    figures = figures_of_people(people, frame)[0]
    shares = zip(frame.weeks.mondays, figures.weeks, strict=True)
    return PersonDetail(
        figures=figures,
        weeks=frame.weeks,
        cells=tuple(rows),
        kinds=kind_sums(minutes_by_kind(cells)),
        areas=area_sums(minutes_by_area(cells), viewer),
        adjusted=adjusted_weeks(person, line.measure, frame.weeks, shares),
    )


def _refuse_unless_seen(viewer: User, teams: Sequence[Team]) -> None:
    refuse_unless_all(viewer, teams)
    if not sees_people(viewer):
        raise PermissionDenied


def _frame(viewer: User, today: date, weeks: int, area: Area | None) -> Frame:
    if area is None:
        return Frame.of(today, weeks)
    hidden = hidden_area_ids(viewer)
    if area.pk in hidden:
        raise PermissionDenied
    below = Area.objects.descendants_of(area, include_self=True).without(hidden).order_by()
    ids = frozenset(below.values_list("pk", flat=True))
    return Frame.of(today, weeks, ids)


@dataclass(frozen=True, slots=True)
class _Totals:
    """Sums of all experts, named as those of `TeamFigures`."""

    headline: Share
    before: Share
    trend: tuple[Share, ...]
    period_before: Share | None


def _totals(
    known: Sequence[PersonFigures], people: People, frame: Frame, *, compare: bool
) -> _Totals:
    lines, places = [each.line for each in known], Places.of(people.weeks, frame)
    every = by_week(lines, [line.confirmed for line in lines], people.weeks)
    shown = every
    if frame.area_ids is not None:
        shown = by_week(lines, [each.minutes for each in known], people.weeks)
    before = shown[people.weeks.places_of(frame.weeks.before)] if compare else None
    return _Totals(
        headline=together(every[places.headline]),
        before=together(every[places.before]),
        trend=shown[places.weeks],
        period_before=None if before is None else together(before),
    )


def _own(people: People, frame: Frame) -> OwnStanding | None:
    """None for who neither is an expert nor gave anything."""
    line = people.own
    if line is None:
        return None
    places = Places.of(people.weeks, frame)
    headline = line.total(places.headline, line.confirmed)
    stands = line.is_expert and line.was_there(places.headline)
    return OwnStanding(headline, headline.standing if stands else None)


def _by_kind(sums: Mapping[tuple[str, int | None], int]) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for (kind, _area), minutes in sums.items():
        found[kind] += minutes
    return found


def _by_area(sums: Mapping[tuple[str, int | None], int]) -> dict[int | None, int]:
    found: dict[int | None, int] = defaultdict(int)
    for (_kind, area_id), minutes in sums.items():
        found[area_id] += minutes
    return found


def _areas(viewer: User, cells: Iterable[Cell]) -> dict[int, Area]:
    hidden = hidden_area_ids(viewer)
    ids = {cell.area_id for cell in cells if cell.area_id and cell.area_id not in hidden}
    return Area.objects.in_bulk(ids) if ids else {}
