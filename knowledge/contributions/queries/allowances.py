"""The allowance as it was set: for whom, from when; and months that can be closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.models import Team, User
from accounts.permissions import can_administer
from knowledge.contributions.models import AllowancePolicy, ClosedMonth
from knowledge.contributions.permissions import managed_teams
from knowledge.ui.numbers import NARROW, number

if TYPE_CHECKING:
    from django.db.models import QuerySet

OFFERED_MONTHS = 24
HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom somebody may set it."""

    whole_company: bool
    teams: QuerySet[Team]
    people: QuerySet[User]


@dataclass(frozen=True, slots=True)
class PolicyLine:
    """One policy in force. `can_change`: the reader may take it back."""

    policy: AllowancePolicy
    can_change: bool

    @property
    def ends(self) -> str:
        """“5–10 %”, “2–4.5”."""
        low, high = (_plain(end) for end in (self.policy.lowest, self.policy.highest))
        unit = f"{NARROW}%" if self.policy.unit == AllowancePolicy.Unit.SHARE else ""
        return f"{low}–{high}{unit}"


def scope_of(person: User) -> Scope:
    """Administrators set it for everybody; managers for the teams and people of their line."""
    if can_administer(person):
        everybody = User.objects.active().order_by("folded_name", "pk")
        return Scope(True, Team.objects.order_by("tree_order"), everybody)
    lines = Q(pk=None)
    for team in managed_teams(person):
        lines |= Q(path__startswith=team.path)
    teams = Team.objects.filter(lines).order_by("tree_order")
    people = User.objects.active().filter(team__in=teams.values("pk")).exclude(pk=person.pk)
    return Scope(False, teams, people.order_by("folded_name", "pk"))


def policies_for(person: User) -> list[PolicyLine]:
    """Those of the company, then of teams, then of people, the latest first; two queries at most.

    Managers see those of the company and of their line; a person's own stands on nobody else's page.
    """
    scope = scope_of(person)
    rows = AllowancePolicy.objects.in_force().select_related("team", "person", "declared_by")
    if not scope.whole_company:
        inside = Q(team__in=scope.teams.values("pk")) | Q(person__in=scope.people.values("pk"))
        rows = rows.filter(inside | Q(team=None, person=None))
    found = list(rows.order_by("-since", "-pk"))
    found.sort(key=lambda row: (row.person_id is not None, row.team_id is not None))
    return [
        PolicyLine(row, scope.whole_company or row.team_id is not None or row.person_id is not None)
        for row in found
    ]


def closed_months() -> QuerySet[ClosedMonth]:
    """The latest first, with who closed it."""
    return ClosedMonth.objects.select_related("closed_by").order_by("-month")


def months_to_close(today: date) -> list[date]:
    """Months of the last two years that are over and open, the oldest first; one query."""
    month, offered = today.replace(day=1), []
    for _ in range(OFFERED_MONTHS):
        month = (month - timedelta(days=1)).replace(day=1)
        offered.append(month)
    closed = set(ClosedMonth.objects.filter(month__in=offered).values_list("month", flat=True))
    return [each for each in reversed(offered) if each not in closed]


def _plain(hundredths: int) -> str:
    whole, rest = divmod(hundredths, HUNDREDTHS)
    if not rest:
        return number(whole)
    return number(hundredths / HUNDREDTHS, 1 if rest % 10 == 0 else 2)
