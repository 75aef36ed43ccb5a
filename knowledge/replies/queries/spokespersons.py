"""Who speaks in public for which area."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.permissions import hidden_area_ids
from knowledge.areas.models import Area
from knowledge.replies.models import Spokesperson

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User


def spokespersons_of(area: Area) -> list[Spokesperson]:
    """Those named for this very area, by name; people who left are not among them."""
    rows = Spokesperson.objects.filter(area=area, person__is_active=True)
    return list(rows.select_related("person", "area"))


def speakers_for(area: Area) -> list[Spokesperson]:
    """Those of the area, or of the nearest area above that has any; one query."""
    rows = Spokesperson.objects.filter(area__in=area.lineage, person__is_active=True)
    found = list(rows.select_related("person", "area"))
    for pk in reversed(area.lineage):
        if nearest := [row for row in found if row.area_id == pk]:
            return nearest
    return []


def spokesperson_needed(person: User, area_ids: Collection[int]) -> list[User]:
    """To whom this person must hand a public reply about these areas; nobody when no area names one or
    when they may speak themselves for every area that does. At most two queries.
    """
    areas = Area.objects.filter(pk__in=area_ids).in_bulk()
    lineage = {pk for area in areas.values() for pk in area.lineage}
    rows = Spokesperson.objects.filter(area__in=lineage, person__is_active=True)
    named: dict[int, list[User]] = {}
    for row in rows.select_related("person"):
        named.setdefault(row.area_id, []).append(row.person)
    needed: dict[int, User] = {}
    for area in areas.values():
        speakers = next((named[pk] for pk in reversed(area.lineage) if pk in named), [])
        if person.pk not in {speaker.pk for speaker in speakers}:
            needed |= {one.pk: one for one in speakers if area.pk not in hidden_area_ids(one)}
    return sorted(needed.values(), key=lambda one: (one.folded_name, one.pk))
