"""The state of a thread, and its clocks in minutes of working time.

The solution clock runs from the asking. It stands while the asker is asked for more, and from an end to
the reopening. The first answer is the first of anybody but the asker, in part or in full.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from accounts.working_time import company_calendar
from knowledge.threads.errors import NotWaiting
from knowledge.threads.models import ENDED, State, Thread

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

STATE_FIELDS: Final = (
    "state",
    "state_at",
    "close_reason",
    "duplicate_of",
    "paused_since",
    "paused_minutes",
    "first_answered_at",
    "first_answer_minutes",
    "solved_at",
    "solution_minutes",
)


def locked(thread: Thread) -> Thread:
    """The row as it stands, held until the caller's transaction ends: of two at the same instant the
    second sees what the first did.
    """
    return Thread.objects.select_for_update().get(pk=thread.pk)


def locked_with_original(thread: Thread, other: Thread) -> tuple[Thread, Thread]:
    """Both rows held as `locked` does: the thread, and what `other` points to, or `other` itself.

    All in one order, so that two who link the same questions the other way round don't wait for each
    other. Raises NotWaiting when `other` was given another original in this very instant.
    """
    target = Thread.objects.values_list("duplicate_of", flat=True).get(pk=other.pk) or other.pk
    rows = Thread.objects.select_for_update().filter(pk__in={thread.pk, other.pk, target})
    held = {row.pk: row for row in rows.order_by("pk")}
    if (held[other.pk].duplicate_of_id or other.pk) != target:
        raise NotWaiting(held[other.pk])
    return held[thread.pk], held[target]


def minutes_between(start: datetime, end: datetime) -> int:
    """Of the company's working time; 0 when `end` is earlier."""
    return company_calendar().minutes_between(start, end) if end > start else 0


def minutes_so_far(thread: Thread, at: datetime) -> int:
    """Working minutes since it was asked, less those in which its clock stood."""
    pauses = thread.paused_minutes
    if thread.paused_since is not None:
        pauses += minutes_between(thread.paused_since, at)
    return max(0, minutes_between(thread.asked_at, at) - pauses)


def note_first_answer(thread: Thread, at: datetime) -> None:
    """Somebody other than the asker has answered; the caller saves the state."""
    if thread.first_answered_at is None:
        thread.first_answered_at = at
        thread.first_answer_minutes = minutes_so_far(thread, at)


def set_state(
    thread: Thread, state: State, *, at: datetime, also: Mapping[str, object] | None = None
) -> None:
    """Put it into a state and keep its clocks; `also` are further fields. In the caller's transaction.

    What belongs to the state it leaves (a reason, an original, a pause, a solution) goes.
    """
    _keep_pauses(thread, state, at)
    thread.state, thread.state_at = state, at
    if state != State.CLOSED:
        thread.close_reason = ""
    if state != State.DUPLICATE:
        thread.duplicate_of = None
    if state == State.SOLVED:
        thread.solved_at, thread.solution_minutes = at, minutes_so_far(thread, at)
    elif state not in ENDED:
        thread.solved_at = thread.solution_minutes = None
    for name, value in (also or {}).items():
        setattr(thread, name, value)
    thread.save(update_fields=[*STATE_FIELDS, *(also or {})])


def _keep_pauses(thread: Thread, state: State, at: datetime) -> None:
    if state == State.NEEDS_INFO:
        thread.paused_since = thread.paused_since or at
        return
    if thread.paused_since is not None:
        thread.paused_minutes += minutes_between(thread.paused_since, at)
        thread.paused_since = None
    if thread.state in ENDED and state not in ENDED:
        thread.paused_minutes += minutes_between(thread.state_at, at)
