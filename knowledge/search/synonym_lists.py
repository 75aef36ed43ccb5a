"""The pairs a lead looks through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from accounts.permissions import can_administer, hidden_area_ids, led_area_ids
from accounts.queries import pickable_areas
from knowledge.areas.models import Area, AreaQuerySet
from knowledge.search import analysis
from knowledge.search.models import Synonym

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

COMPANY = ".company"
"""The value of the area filter for pairs of no area: no slug looks like it."""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the list is narrowed to. `area` None means all; `company` those of no area."""

    words: str = ""
    area: Area | None = None
    company: bool = False
    language: str = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is set."""
        return bool(self.words or self.area or self.company or self.language)


def visible_synonyms(user: User) -> QuerySet[Synonym]:
    """Every pair that exists for this person: a closed area's don't for others."""
    return Synonym.objects.exclude(area__in=hidden_area_ids(user))


def synonym_list(user: User, wanted: Wanted) -> QuerySet[Synonym]:
    """In the order of the alphabet, with what a line shows."""
    rows = visible_synonyms(user).select_related("area", "created_by")
    if wanted.company:
        rows = rows.filter(area=None)
    elif wanted.area is not None:
        rows = rows.filter(area__path__startswith=wanted.area.path)
    if wanted.language:
        rows = rows.filter(language__in=["", wanted.language])
    if wanted.words:
        part = " ".join(analysis.words(wanted.words)) or wanted.words
        rows = rows.filter(Q(folded_words__contains=part) | Q(folded_means__contains=part))
    return rows


def areas_with_synonyms(user: User) -> AreaQuerySet:
    """To filter by: visible areas that have pairs of their own."""
    held = Synonym.objects.filter(area__isnull=False).order_by().values("area")
    return pickable_areas(user).filter(pk__in=held)


def areas_to_keep_for(user: User) -> AreaQuerySet:
    """The areas whose vocabulary this person keeps, in tree order; two queries for a lead."""
    areas = pickable_areas(user)
    if can_administer(user):
        return areas
    return areas.filter(pk__in=led_area_ids(user, frozenset(areas.values_list("pk", flat=True))))
