"""Threads that went out of sight of those who are asked or hold them."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q

from knowledge.areas.models import Area
from knowledge.threads.models import State, Thread
from knowledge.threads.queries.candidates import sight_of
from knowledge.threads.queries.lines import areas_of

if TYPE_CHECKING:
    from collections.abc import Collection


def out_of_sight(rows: Collection[tuple[int, int]]) -> set[int]:
    """Of these (thread, person), the threads that do not exist for that person any more: an area was
    closed, or a closed one joined. One query while nothing is closed, five else.
    """
    closed = list(Area.objects.order_by().filter(restrictions__isnull=False).distinct())
    if not closed:
        return set()
    inside = reduce(or_, (Q(path__startswith=area.path) for area in closed))
    kept = Area.objects.order_by().filter(inside).values("pk")
    threads = Thread.objects.order_by().filter(Q(area__in=kept) | Q(joined_areas__in=kept))
    threads = threads.filter(state__in=[State.OPEN, State.CLAIMED]).distinct()
    found = threads.select_related("area").prefetch_related("joined_areas")
    areas = {thread.pk: areas_of(thread) for thread in found}
    asked = [(pk, person_id) for pk, person_id in rows if pk in areas]
    every = {area.pk: area for known in areas.values() for area in known}
    sight = sight_of({person_id for _pk, person_id in asked}, every.values())
    return {pk for pk, person_id in asked if not sight.sees(person_id, areas[pk])}
