"""Who may see whose contribution figures. FIGURES_SHOWN decides:

- `person`: nobody but the person; others see sums of the company.
- `managers`: also the managers of the person's teams, of those above them and of matrix lines, for
  the days on which the person was in them. The other leads, managers and administrators see sums of
  the company and of areas.
- `teams`: nobody but the person; managers see sums of their teams.

Sums are told as `crowds` allows: an administrator is no exception, and nobody sees an entry.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import PermissionDenied

from accounts.memberships import members_of
from accounts.models import Team, User
from accounts.permissions import can_administer, manages_person

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.contrib.auth.models import AnonymousUser

PERSON: Final = "person"
MANAGERS: Final = "managers"
TEAMS: Final = "teams"


def managed_teams(viewer: User | AnonymousUser) -> list[Team]:
    """The teams whose line the viewer manages, without those inside another of them; one query.

    In tree order. Kept on the viewer, so once a request.
    """
    if not isinstance(viewer, User) or not viewer.is_active:
        return []
    known: list[Team] | None = getattr(viewer, "_managed_lines", None)
    if known is None:
        known = []
        for team in viewer.managed_teams.order_by("tree_order"):
            if not known or not team.is_within(known[-1]):
                known.append(team)
        viewer._managed_lines = known  # type: ignore[attr-defined]
    return known


def sees_people(viewer: User | AnonymousUser) -> bool:
    """Whether they see the figures of single people: managers, where FIGURES_SHOWN lets them."""
    return settings.FIGURES_SHOWN == MANAGERS and bool(managed_teams(viewer))


def can_see_teams(viewer: User | AnonymousUser) -> bool:
    """Whether there is a page of teams for them: of their people, or of sums of these."""
    return settings.FIGURES_SHOWN in (MANAGERS, TEAMS) and bool(managed_teams(viewer))


def can_see_team(viewer: User | AnonymousUser, team: Team) -> bool:
    """Whether it is in their line."""
    return can_see_teams(viewer) and any(team.is_within(line) for line in managed_teams(viewer))


def can_see_figures(
    viewer: User | AnonymousUser, person: User, first: date = date.min, last: date = date.max
) -> bool:
    """Whether they see figures of this person of any of these days: their own, or those of people
    who were then in a team of their line. What they see is cut to these days.
    """
    if isinstance(viewer, User) and viewer.is_active and viewer.pk == person.pk:
        return True
    if not sees_people(viewer):
        return False
    return person.pk in members_of([team.pk for team in managed_teams(viewer)], first, last)


def can_see_company(viewer: User | AnonymousUser) -> bool:
    """Sums of the company: leads, managers and administrators."""
    if not isinstance(viewer, User) or not viewer.is_active:
        return False
    return viewer.is_lead or viewer.is_manager or viewer.is_administrator


def can_see_areas(viewer: User | AnonymousUser) -> bool:
    """Sums by area. Whoever reads those of teams doesn't: crossed, they would tell of few people."""
    if settings.FIGURES_SHOWN == PERSON or not can_see_company(viewer):
        return False
    return settings.FIGURES_SHOWN == MANAGERS or not managed_teams(viewer)


def can_set_allowance(
    user: User | AnonymousUser, *, team: Team | None = None, person: User | None = None
) -> bool:
    """Administrators for everybody; managers for the teams and people of their line, never for
    themselves: it is theirs to protect, and what they set is recorded.
    """
    if can_administer(user):
        return True
    if person is not None:
        return person != user and manages_person(user, person)
    return team is not None and any(team.is_within(line) for line in managed_teams(user))


def refuse_unless_all(viewer: User, teams: Collection[Team]) -> None:
    """Raises PermissionDenied when one of the teams is not in their line."""
    if not teams or not all(can_see_team(viewer, team) for team in teams):
        raise PermissionDenied
