"""What an area promises, its own or inherited, and when a thread's promises are due."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from django.conf import settings

from accounts.hours import minutes_of_day
from accounts.working_time import company_calendar
from knowledge.threads.models import AreaPromise, Thread, Urgency
from knowledge.threads.routing.promises import Promise, due_after, nearest

if TYPE_CHECKING:
    from datetime import datetime

    from knowledge.areas.models import Area


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """A line of the area's promises: `source` is the area that made it, None for the usual one.

    `above` and `above_source` are what would hold without the area's own.
    """

    urgency: Urgency
    promise: Promise
    source: Area | None
    is_own: bool
    above: Promise
    above_source: Area | None


def promise_of(area: Area, urgency: Urgency) -> Promise:
    """The area's own, that of the nearest area above with one, or the usual; one query."""
    rows = AreaPromise.objects.order_by().filter(area__in=area.lineage, urgency=urgency)
    made = rows.values_list("area_id", "first_answer_minutes", "solution_minutes")
    return nearest(
        area.lineage,
        urgency,
        [(area_id, Promise(first, solution, area_id)) for area_id, first, solution in made],
    )


def promises_of(area: Area) -> list[ShownPromise]:
    """One line for each urgency; one query."""
    rows = AreaPromise.objects.order_by().filter(area__in=area.lineage).select_related("area")
    made: dict[str, dict[int, Promise]] = {urgency: {} for urgency in Urgency}
    areas = {}
    for row in rows:
        promise = Promise(row.first_answer_minutes, row.solution_minutes, row.area_id)
        made[row.urgency][row.area_id] = promise
        areas[row.area_id] = row.area
    shown = []
    for urgency in Urgency:
        promise = nearest(area.lineage, urgency, made[urgency].items())
        above = nearest(area.lineage[:-1], urgency, made[urgency].items())
        source, above_source = areas.get(promise.area_id or 0), areas.get(above.area_id or 0)
        is_own = promise.area_id == area.pk
        shown.append(ShownPromise(urgency, promise, source, is_own, above, above_source))
    return shown


def working_day_minutes() -> int:
    """What a lead's “2 d” means: the company's week, shared out over the days on which it works.

    0 where WORKING_HOURS has no hours at all.
    """
    worked = [minutes for minutes in map(minutes_of_day, settings.WORKING_HOURS) if minutes]
    return round(sum(worked) / len(worked)) if worked else 0


def set_due(thread: Thread, at: datetime, promise: Promise) -> None:
    """When its promises are due, on the thread as it stands; the caller saves it."""
    due = partial(
        due_after,
        company_calendar(),
        asked_at=thread.asked_at,
        paused=thread.paused_minutes,
        at=at,
        least=promise.first_answer,
    )
    thread.first_answer_due_at = due(
        minutes=promise.first_answer, before=thread.first_answer_due_at
    )
    thread.solution_due_at = due(minutes=promise.solution, before=thread.solution_due_at)
