"""Why somebody was asked, with the names that the reader may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import User
from accounts.permissions import hidden_area_ids
from knowledge.areas.models import Area
from knowledge.areas.prepared import PreparedObjects
from knowledge.threads.models import Offer, Role, Urgency
from knowledge.threads.routing import reasons

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Any

    from django.db.models import QuerySet


def areas_by_id(ids: Collection[int]) -> dict[int, Area]:
    """One query, none without ids."""
    return {area.pk: area for area in _AREAS.rows(ids)}


def _areas(ids: Collection[int]) -> QuerySet[Area]:
    return Area.objects.order_by().filter(pk__in=ids)


_AREAS: PreparedObjects[Area] = PreparedObjects(_areas)


class Names:
    """Names of areas and people that reasons speak of, as far as the reader may read them."""

    def __init__(self, reader: User | None, facts: Iterable[dict[str, Any]]) -> None:
        known = list(facts)
        areas = areas_by_id({int(one["area"]) for one in known if "area" in one})
        hidden = hidden_area_ids(reader) if reader is not None else frozenset()
        self._areas = {pk: area for pk, area in areas.items() if pk not in hidden}
        deputed = [int(one["deputy_of"]) for one in known if "deputy_of" in one]
        self._people = User.objects.in_bulk(deputed) if deputed else {}

    def area(self, pk: int) -> str:
        return self._areas[pk].label if pk in self._areas else "…"

    def person(self, pk: int) -> str:
        return self._people[pk].display_name if pk in self._people else "…"


def why_you(offer: Offer) -> str:
    """Why this person was asked, in the reader's language: for that person alone; two or three queries."""
    return why_with(offer, Names(offer.person, [offer.reasons]))


def why_with(offer: Offer, names: Names) -> str:
    """The same, with names that were read for many offers at once."""
    return reasons.why_you(
        Role(offer.role),
        offer.reasons,
        area=names.area,
        person=names.person,
        is_now=offer.thread.urgency == Urgency.NOW,
    )
