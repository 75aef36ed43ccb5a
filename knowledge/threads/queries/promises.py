"""What an area promises, its own or inherited, and when a thread's promises are due."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from accounts.working_time import company_calendar
from knowledge.threads.models import AreaPromise, Thread, Urgency
from knowledge.threads.routing.promises import Promise, due_after, nearest

if TYPE_CHECKING:
    from datetime import datetime

    from knowledge.areas.models import Area


@dataclass(frozen=True, slots=True)
class ShownPromise:
    """A line of the area's promises: `source` is the area that made it, None for the usual one."""

    urgency: Urgency
    promise: Promise
    source: Area | None
    is_own: bool


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
    made = {(row.area_id, row.urgency): row for row in rows}
    shown = []
    for urgency in Urgency:
        own = [
            (row.area_id, Promise(row.first_answer_minutes, row.solution_minutes, row.area_id))
            for (_area, kind), row in made.items()
            if kind == urgency
        ]
        promise = nearest(area.lineage, urgency, own)
        source = made.get((promise.area_id or 0, str(urgency)))
        shown.append(
            ShownPromise(
                urgency, promise, source.area if source else None, promise.area_id == area.pk
            )
        )
    return shown


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
