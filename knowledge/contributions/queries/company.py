"""Sums that name nobody: of the company and its areas, and of teams where FIGURES_SHOWN is `teams`.

What may be told is decided here, week by week, by the rule of `crowds`; nothing that calls this can
read more. All experts are in the sums of the company, those without a team or a manager too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import PermissionDenied

from accounts.memberships import Membership, members_of, spans_of
from accounts.models import Team
from knowledge.contributions.bands import Share, together
from knowledge.contributions.crowds import GROUP, tellable
from knowledge.contributions.periods import HEADLINE_WEEKS, TEAM_WEEKS, WEEK, Weeks, complete_weeks
from knowledge.contributions.permissions import (
    can_see_areas,
    can_see_company,
    can_see_teams,
    managed_teams,
    sees_people,
)
from knowledge.contributions.queries.area_parts import told_areas
from knowledge.contributions.queries.census import Census, census_of
from knowledge.contributions.queries.measures import available_by_week, measures_of
from knowledge.contributions.queries.minutes import AreaSum, by_person_and_week

if TYPE_CHECKING:
    from accounts.models import User

_COMPANY: Final = 0
"""No team has this number."""


@dataclass(frozen=True, slots=True)
class Told:
    """Weeks of a sum, None where too few people could be in it; `left_out` are so many of them."""

    weeks: tuple[Share | None, ...]

    @property
    def left_out(self) -> int:
        return self.weeks.count(None)

    @property
    def total(self) -> Share | None:
        """Sum / sum of the weeks that are told; None when none is."""
        told = [week for week in self.weeks if week is not None]
        return together(told) if told else None

    def last(self, count: int) -> Told:
        return Told(self.weeks[-count:])


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanyFigures:
    """All experts, sum / sum. `trend` is by week of `weeks`, `headline` the last four of them.

    `areas` are minutes of the headline's weeks, areas inside others on their own; what too few gave
    to an area is in the one above, else in None (“other”). None: this viewer reads no areas.
    """

    weeks: Weeks
    headline_weeks: Weeks
    trend: Told
    before: Told | None
    areas: tuple[AreaSum, ...] | None

    @property
    def headline(self) -> Told:
        return self.trend.last(HEADLINE_WEEKS)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamSum:
    """A team with all below it, by week. A week counts where the person began it."""

    team: Team
    trend: Told

    @property
    def headline(self) -> Told:
        return self.trend.last(HEADLINE_WEEKS)


def company_figures(
    viewer: User, *, today: date, weeks: int = TEAM_WEEKS, compare: bool = False
) -> CompanyFigures:
    """Complete weeks before `today`, which is the company's; at least those of the headline.

    Raises PermissionDenied.
    """
    if not can_see_company(viewer):
        raise PermissionDenied
    shown, headline = complete_weeks(today, max(weeks, HEADLINE_WEEKS)), complete_weeks(today)
    census = census_of(shown)
    known = _known(viewer, shown)
    trend = _told(census, known)
    areas = None
    if can_see_areas(viewer):
        areas = told_areas(viewer, headline, known, trend.last(HEADLINE_WEEKS).weeks)
    before = _told(census_of(shown.before), _known(viewer, shown.before)) if compare else None
    return CompanyFigures(
        weeks=shown, headline_weeks=headline, trend=trend, before=before, areas=areas
    )


def team_sums(viewer: User, *, today: date, weeks: int = TEAM_WEEKS) -> tuple[TeamSum, ...]:
    """Each team of the viewer's line in tree order, where FIGURES_SHOWN is `teams`.

    By main teams alone: whoever is in a matrix line too is in one sum. Raises PermissionDenied.
    """
    if not can_see_teams(viewer) or sees_people(viewer):
        raise PermissionDenied
    shown = complete_weeks(today, max(weeks, HEADLINE_WEEKS))
    census = census_of(shown)
    lines = managed_teams(viewer)
    teams = _below(lines)
    members = members_of([team.pk for team in lines], shown.first, shown.last)
    members = {pk: hers for pk, hers in members.items() if pk in census.experts}
    rows = _rows(members, shown)
    told: dict[int, list[Share | None]] = {team.pk: [] for team in teams}
    for place, monday in enumerate(shown.mondays):
        there = {pk: hers for pk, hers in members.items() if census.is_expert_on(pk, monday)}
        inside = _inside(there, monday, teams)
        groups = [(_COMPANY, census.experts), *((team.pk, inside[team.pk]) for team in teams)]
        keys = tellable(groups, present=census.present(place), known={viewer.pk})
        for team in teams:
            share = together(rows[pk][place] for pk in inside[team.pk])
            told[team.pk].append(share if team.pk in keys else None)
    return tuple(TeamSum(team=team, trend=Told(tuple(told[team.pk]))) for team in teams)


def _told(census: Census, known: Mapping[date, Collection[int]]) -> Told:
    """The weeks in which enough people could be in the sum besides those the viewer knows."""
    return Told(
        tuple(
            share if len(census.present(place) - set(known[monday])) >= GROUP else None
            for place, (monday, share) in enumerate(
                zip(census.weeks.mondays, census.shares, strict=True)
            )
        )
    )


def _known(viewer: User, weeks: Weeks) -> dict[date, frozenset[int]]:
    """Whose minutes the viewer knows, wholly or in part, by week: their own, those of their line."""
    mine = frozenset({viewer.pk})
    if not sees_people(viewer):
        return dict.fromkeys(weeks.mondays, mine)
    lines = members_of([team.pk for team in managed_teams(viewer)], weeks.first, weeks.last)
    found: dict[date, set[int]] = defaultdict(set)
    for person_id, hers in lines.items():
        for first, last in spans_of(hers, weeks.first, weeks.last):
            for monday in weeks.mondays:
                if first < monday + WEEK and last >= monday:
                    found[monday].add(person_id)
    return {monday: mine | found[monday] for monday in weeks.mondays}


def _below(lines: Collection[Team]) -> list[Team]:
    teams: dict[int, Team] = {}
    for line in lines:
        for team in Team.objects.descendants_of(line, include_self=True).in_tree_order():
            teams[team.pk] = team
    return sorted(teams.values(), key=lambda team: team.tree_order)


def _inside(
    members: Mapping[int, tuple[Membership, ...]], monday: date, teams: Collection[Team]
) -> dict[int, set[int]]:
    """Who began this week in each of these teams, or in one below it."""
    found: dict[int, set[int]] = {team.pk: set() for team in teams}
    lineages = {team.pk: team.lineage for team in teams}
    for person_id, hers in members.items():
        for each in hers:
            if each.is_main and each.since <= monday and (not each.until or each.until > monday):
                for team_id in lineages.get(each.team_id, ()):
                    if team_id in found:
                        found[team_id].add(person_id)
    return found


def _rows(people: Collection[int], weeks: Weeks) -> dict[int, tuple[Share, ...]]:
    """Each person's weeks, whole."""
    whole = ((weeks.first, weeks.last),)
    measures = measures_of(dict.fromkeys(people, whole), weeks)
    confirmed, nothing = by_person_and_week(people, weeks), [0] * weeks.count
    return {
        person_id: tuple(
            Share(minutes) + share
            for minutes, share in zip(confirmed.get(person_id, nothing), row, strict=True)
        )
        for person_id, row in available_by_week(measures, weeks)
    }
