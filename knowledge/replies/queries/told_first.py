"""What customers knew first, per area."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Q
from django.utils import timezone

from accounts.permissions import can_administer, hidden_area_ids
from knowledge.areas.models import Area
from knowledge.replies.models import ToldFirst

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User

LOOKED_BACK: Final = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class AreaCount:
    """How often customers knew first in an area (and nothing inside it), in this span and the one before."""

    area: Area
    times: int
    before: int


def counts_by_area(viewer: User, *, until: datetime | None = None) -> list[AreaCount]:
    """Of the areas open to the viewer, the most told first; two spans of four weeks; two queries."""
    until = until or timezone.now()
    since = until - LOOKED_BACK
    rows = ToldFirst.objects.filter(at__gte=since - LOOKED_BACK, at__lt=until, area__isnull=False)
    counted = rows.order_by().values("area")
    counted = counted.annotate(now=Count("pk", filter=Q(at__gte=since)), all=Count("pk"))
    numbers = {row["area"]: (row["now"], row["all"] - row["now"]) for row in counted}
    areas = Area.objects.filter(pk__in=numbers).without(hidden_area_ids(viewer))
    found = [AreaCount(area, *numbers[area.pk]) for area in areas]
    return sorted(found, key=lambda one: (-one.times, -one.before, one.area.tree_order))


def times_in(area: Area) -> int:
    """How often in four weeks, in the area and all inside it."""
    since = timezone.now() - LOOKED_BACK
    return ToldFirst.objects.filter(area__path__startswith=area.path, at__gte=since).count()


def told_in(viewer: User) -> QuerySet[ToldFirst]:
    """What a lead or an administrator reads: rows of the areas they answer for, the newest first, without
    who noted them. One's own are among them for anybody.
    """
    return (
        ToldFirst.objects.visible_to(viewer)
        .select_related("area", "article")
        .order_by("-at", "-pk")
    )


def leads_any(viewer: User) -> bool:
    """Whether rows of others are among what they read."""
    return can_administer(viewer) or viewer.owned_areas.exists()


def readable_told_first(user: User, ids: Collection[int]) -> set[int]:
    """Of these rows, those that the user may see."""
    found = ToldFirst.objects.visible_to(user).filter(pk__in=list(ids))
    return set(found.values_list("pk", flat=True))
