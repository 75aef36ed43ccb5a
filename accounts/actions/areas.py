"""Areas as people change them: each write of `knowledge.areas.actions` with its record."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction

from accounts.actions.audit import changes_between, record_event
from accounts.models import AreaOwner, AreaRestriction, Team, User
from knowledge.areas import actions as areas
from knowledge.areas.models import Area


@transaction.atomic
def create_area(
    *,
    by: User | None,
    name: str,
    name_fr: str = "",
    parent: Area | None = None,
    description: str = "",
    description_fr: str = "",
    colour: str = "wine",
    position: int = 0,
    owners: Collection[User] = (),
) -> Area:
    area = areas.create_area(
        name=name,
        name_fr=name_fr,
        parent=parent,
        description=description,
        description_fr=description_fr,
        colour=colour,
        position=position,
    )
    record_event("area_created", by=by, area=area, detail={"name": area.name})
    if owners:
        set_area_owners(area, owners=owners, by=by)
    return area


@transaction.atomic
def change_area(
    area: Area,
    *,
    by: User | None,
    parent: Area | None,
    name: str,
    name_fr: str,
    description: str,
    description_fr: str,
    colour: str,
    position: int,
) -> Area:
    """Renames, describes, recolours, and moves when the parent differs."""
    before = {"name": area.name, "parent": str(area.parent or ""), "slug": area.slug}
    if (parent.pk if parent else None) != area.parent_id:
        areas.move_area(area, parent=parent)
    areas.change_area(
        area,
        name=name,
        name_fr=name_fr,
        description=description,
        description_fr=description_fr,
        colour=colour,
        position=position,
    )
    after = {"name": area.name, "parent": str(area.parent or ""), "slug": area.slug}
    record_event(
        "area_changed", by=by, area=area, detail=changes_between(before=before, after=after)
    )
    return area


@transaction.atomic
def archive_area(area: Area, *, archived: bool, by: User | None) -> Area:
    areas.archive_area(area, archived=archived)
    record_event("area_archived" if archived else "area_restored", by=by, area=area)
    return area


@transaction.atomic
def set_area_owners(area: Area, *, owners: Collection[User], by: User | None) -> None:
    """Whoever owns an area is a knowledge lead: they get the role with it."""
    before = {row.person_id: row for row in area.owners.select_related("person")}
    wanted = {person.pk: person for person in owners}
    for person_id in before.keys() - wanted.keys():
        before[person_id].delete()
    for person_id in wanted.keys() - before.keys():
        row = AreaOwner(area=area, person=wanted[person_id])
        row.full_clean()
        row.save()
    User.objects.filter(pk__in=wanted, is_lead=False).update(is_lead=True)
    if before.keys() != wanted.keys():
        was, now = (row.person for row in before.values()), wanted.values()
        record_event("area_owners", by=by, area=area, detail=_change("people", was, now))


@transaction.atomic
def restrict_area(area: Area, *, teams: Collection[Team], by: User | None) -> None:
    """Keeps the area and all below it to these teams; no teams opens it to everyone.

    It holds at once everywhere: what is hidden is derived on each request.
    """
    before = {row.team_id: row for row in area.restrictions.select_related("team")}
    wanted = {team.pk: team for team in teams}
    for team_id in before.keys() - wanted.keys():
        before[team_id].delete()
    for team_id in wanted.keys() - before.keys():
        row = AreaRestriction(area=area, team=wanted[team_id])
        row.full_clean()
        row.save()
    if before.keys() != wanted.keys():
        was, now = (row.team for row in before.values()), wanted.values()
        record_event("area_restriction", by=by, area=area, detail=_change("teams", was, now))


def _change(what: str, before: Iterable[object], after: Iterable[object]) -> dict[str, Any]:
    return {what: {"from": sorted(map(str, before)), "to": sorted(map(str, after))}}
