"""Which allowance holds for whom, day by day: the person's own, else the nearest team's, else the
company's, else the usual 5 to 10 %.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from accounts.memberships import Membership, teams_of
from accounts.models import Team
from knowledge.areas.prepared import Prepared
from knowledge.contributions.bands import USUAL, Policies, Policy
from knowledge.contributions.models import AllowancePolicy

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowledge.areas.prepared import Row

Dated = Sequence[tuple[date, Policy]]
"""By date."""
_USUALLY: Final = Policies()


@dataclass(frozen=True, slots=True)
class _Rules:
    """All policies that anybody has set, and the teams above each team, the nearest first."""

    company: Dated
    teams: Mapping[int, Dated]
    people: Mapping[int, Dated]
    above: Mapping[int, tuple[int, ...]]

    def on(self, day: date, own: Dated, memberships: tuple[Membership, ...]) -> Policy:
        if (policy := _latest(own, day)) is not None:
            return policy
        for team_id in self.above.get(_team_on(memberships, day), ()):
            if (policy := _latest(self.teams.get(team_id, ()), day)) is not None:
                return policy
        return _latest(self.company, day) or USUAL

    def days_of_change(self, own: Dated, memberships: tuple[Membership, ...]) -> set[date]:
        days = {since for since, _policy in (*own, *self.company)}
        for each in memberships:
            days |= {each.since, each.until or date.max}
            for team_id in self.above.get(each.team_id, ()):
                days |= {since for since, _policy in self.teams.get(team_id, ())}
        return days


def policies_of(person_ids: Collection[int], first: date, last: date) -> dict[int, Policies]:
    """What holds for each of these people on the days from `first` to `last`: ask it about these
    alone. One query, and two more where a team has a policy; however many people.

    A team's place in the tree is that of today, who was in it follows the dates.
    """
    rules = _rules(last)
    found: dict[int, Policies] = dict.fromkeys(person_ids, _USUALLY)
    if not (rules.company or rules.teams or rules.people):
        return found
    memberships = teams_of(person_ids, first, last) if rules.teams else {}
    shared: dict[tuple[object, ...], Policies] = {}
    for person_id in person_ids:
        own = rules.people.get(person_id, ())
        main = tuple([each for each in memberships.get(person_id, ()) if each.is_main])
        shape = (*own, *[(each.team_id, each.since, each.until) for each in main])
        policies = shared.get(shape)
        if policies is None:
            policies = shared[shape] = _steps(rules, own, main, first, last)
        found[person_id] = policies
    return found


def _steps(
    rules: _Rules, own: Dated, main: tuple[Membership, ...], first: date, last: date
) -> Policies:
    """Only what changes within these days, so that most people have one step."""
    changes = rules.days_of_change(own, main)
    steps = [(date.min, rules.on(first, own, main))]
    for day in sorted(day for day in changes if first < day <= last):
        policy = rules.on(day, own, main)
        if policy != steps[-1][1]:
            steps.append((day, policy))
    return Policies(tuple(steps))


def _rules(last: date) -> _Rules:
    teams: dict[int, list[tuple[date, Policy]]] = defaultdict(list)
    people: dict[int, list[tuple[date, Policy]]] = defaultdict(list)
    company: list[tuple[date, Policy]] = []
    for team_id, person_id, since, unit, lowest, highest in _POLICIES.rows([last]):
        dated = since, Policy(str(unit), lowest, highest)
        if person_id is not None:
            people[person_id].append(dated)
        elif team_id is not None:
            teams[team_id].append(dated)
        else:
            company.append(dated)
    return _Rules(company, teams, people, _above() if teams else {})


def _in_force_by(last: Collection[date]) -> QuerySet[AllowancePolicy, Row]:
    rows = AllowancePolicy.objects.in_force().filter(since__lte=max(last)).order_by("since")
    return rows.values_list("team", "person", "since", "unit", "lowest", "highest")


_POLICIES: Final = Prepared(_in_force_by)


def _above() -> dict[int, tuple[int, ...]]:
    """Each team with those above it, itself first."""
    rows = Team.objects.order_by().values_list("pk", "path")
    return {pk: tuple(int(part) for part in reversed(path.split(".")) if part) for pk, path in rows}


def _latest(dated: Dated, day: date) -> Policy | None:
    place = bisect_right(dated, day, key=lambda each: each[0])
    return dated[place - 1][1] if place else None


def _team_on(memberships: tuple[Membership, ...], day: date) -> int:
    """0 on a day without a team."""
    for each in memberships:
        if each.since <= day and (each.until is None or day < each.until):
            return each.team_id
    return 0
