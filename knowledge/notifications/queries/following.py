"""Who follows what, and what a person follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from accounts.models import AreaOwner, AreaRestriction, Team, User
from knowledge.areas.models import Area
from knowledge.notifications.followables import Described, describe
from knowledge.notifications.models import Follow, FollowKind

if TYPE_CHECKING:
    from datetime import datetime


def followers_of(
    *,
    kind: str,
    object_id: int,
    area_ids: Collection[int] = (),
    topic_ids: Collection[int] = (),
    person_ids: Collection[int] = (),
) -> list[User]:
    """Active people who follow it, one of its areas or one above them, a topic or one of the people.

    Two queries. Who may read it is the caller's to ask (`who_see`).
    """
    wanted = Q(kind=kind, object_id=object_id)
    above = _lineage(area_ids)
    for name, ids in (
        (FollowKind.AREA, above),
        (FollowKind.TOPIC, set(topic_ids)),
        (FollowKind.PERSON, set(person_ids)),
    ):
        if ids:
            wanted |= Q(kind=name, object_id__in=ids)
    following = Follow.objects.filter(wanted, person=OuterRef("pk")).order_by()
    return list(User.objects.active().filter(Exists(following)))


def _lineage(area_ids: Collection[int]) -> set[int]:
    if not area_ids:
        return set()
    areas = Area.objects.filter(pk__in=list(area_ids)).order_by()
    return {pk for area in areas for pk in area.lineage}


def who_see(people: Iterable[User], area_ids: Collection[int]) -> list[User]:
    """Of these people, those for whom all these areas exist: `hidden_area_ids` for many at once.

    One query while none of the areas is restricted, four else, however many people.
    """
    known = list(people)
    above = _lineage(area_ids) if known else set()
    restrictions = AreaRestriction.objects.filter(area_id__in=above).order_by()
    rows = restrictions.select_related("team", "area") if above else ()
    allowed: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        allowed[row.area_id].append(row.team.path)
    if not allowed:
        return known
    areas = list(Area.objects.filter(pk__in=list(area_ids)).order_by())
    paths = dict(Team.objects.order_by().values_list("pk", "path"))
    owned: dict[int, set[int]] = defaultdict(set)
    owners = AreaOwner.objects.filter(area_id__in=above).order_by()
    for person_id, area_id in owners.values_list("person_id", "area_id"):
        owned[person_id].add(area_id)

    def sees(person: User, area: Area) -> bool:
        if owned[person.pk] & set(area.lineage):
            return True
        path = paths.get(person.team_id or 0, "")
        closed = [allowed[pk] for pk in area.lineage if pk in allowed]
        return all(path and any(path.startswith(team) for team in teams) for teams in closed)

    return [person for person in known if all(sees(person, area) for area in areas)]


def follows(person: User, kind: str, object_id: int) -> bool:
    return Follow.objects.filter(person=person, kind=kind, object_id=object_id).exists()


@dataclass(frozen=True, slots=True)
class Followed:
    """One line of “what I follow”."""

    kind: FollowKind
    object_id: int
    since: datetime
    described: Described


def followed_by(person: User) -> dict[FollowKind, list[Followed]]:
    """By kind; only what exists for them. One query and one a kind."""
    rows: dict[FollowKind, list[Follow]] = {kind: [] for kind in FollowKind}
    for row in Follow.objects.filter(person=person):
        rows[FollowKind(row.kind)].append(row)
    found: dict[FollowKind, list[Followed]] = {}
    for kind, followed in rows.items():
        known = describe(person, kind, [row.object_id for row in followed])
        found[kind] = [
            Followed(kind, row.object_id, row.since, known[row.object_id])
            for row in followed
            if row.object_id in known
        ]
    return {kind: lines for kind, lines in found.items() if lines}
