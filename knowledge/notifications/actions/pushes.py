"""What leaves for devices: queued with what it tells, claimed by one worker, tried again, given up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from knowledge.notifications.actions.claiming import claim
from knowledge.notifications.actions.outbox import KEPT
from knowledge.notifications.models import DeliveryState, OutgoingPush, PushDevice

if TYPE_CHECKING:
    from knowledge.notifications.models import Notification
    from knowledge.notifications.queries.deciding import Decision

PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
"""Between attempts: five hours in all, for a notice is of no use the day after."""

LONGEST_PAUSE: Final = timedelta(days=1)
"""However long a push service asks us to wait."""

BETWEEN_TESTS: Final = timedelta(seconds=10)
_ERROR_LENGTH: Final = 300


def queue_pushes(
    *, lines: Mapping[int, Notification], decisions: Mapping[int, Decision], urgent: bool
) -> None:
    """A push of each person's new line to each of their devices, in the caller's transaction; one that waits
    on the same subject tells of the new line instead. Four queries at most, none for nobody.

    A waiting push is locked, so that no worker takes it before it tells of the line; and before it the
    devices, so that one which is removed meanwhile does not undo what its person is told of.
    """
    due = {
        device: (line, at)
        for pk, line in lines.items()
        for device, at in decisions[pk].pushes.items()
    }
    if not due:
        return
    known = PushDevice.objects.select_for_update(no_key=True).filter(pk__in=list(due))
    there = set(known.order_by("pk").values_list("pk", flat=True))
    due = {device: told for device, told in due.items() if device in there}
    waiting = _lock_waiting(due) if due else []
    for push in waiting:
        line, at = due.pop(push.device_id)
        push.line, push.due_at = line, min(push.due_at, at)
        push.is_urgent = push.is_urgent or urgent
    OutgoingPush.objects.bulk_update(waiting, ["line", "due_at", "is_urgent"])
    now = timezone.now()
    OutgoingPush.objects.bulk_create(
        OutgoingPush(
            device_id=device,
            line=line,
            subject_kind=line.subject_kind,
            subject_id=line.subject_id,
            is_urgent=urgent,
            created_at=now,
            due_at=at,
        )
        for device, (line, at) in due.items()
    )


def _lock_waiting(due: Mapping[int, tuple[Notification, datetime]]) -> list[OutgoingPush]:
    """One a device; the subject is the same for all."""
    line, _at = next(iter(due.values()))
    rows = OutgoingPush.objects.select_for_update().filter(
        device_id__in=list(due),
        subject_kind=line.subject_kind,
        subject_id=line.subject_id,
        line__isnull=False,
        state=DeliveryState.QUEUED,
        attempts=0,
    )
    return list({push.device_id: push for push in rows.order_by("pk")}.values())


@transaction.atomic
def try_device(*, device: PushDevice) -> None:
    """Send a push that says it is a test, unless one was asked for just now: its address is one that
    somebody gave, and nobody is to be flooded by us.
    """
    now = timezone.now()
    known = PushDevice.objects.select_for_update(no_key=True).filter(pk=device.pk).first()
    tests = OutgoingPush.objects.filter(device=known, subject_kind="", line=None)
    if known and not tests.filter(created_at__gt=now - BETWEEN_TESTS).exists():
        OutgoingPush.objects.create(device=known, is_urgent=True, created_at=now, due_at=now)


# What workers do


def claim_push(*, at: datetime, but: Q | None = None) -> OutgoingPush | None:
    """The push that is due longest, with all that it tells as it stands now; before all others one for which
    a customer waits. One whose device is removed at this very moment is passed over, and so are devices that
    are `but`.
    """
    waiting = OutgoingPush.objects.all()
    if but is not None:
        waiting = waiting.exclude(device__in=PushDevice.objects.filter(but))
    whole = OutgoingPush.objects.select_related("device__person", "line__actor")
    while found := claim(waiting.filter(is_urgent=True), at=at) or claim(waiting, at=at):
        if push := whole.filter(pk=found.pk).first():
            return push
    return None


def _still(push: OutgoingPush) -> Q:
    """Only who holds it may say what became of it."""
    return Q(pk=push.pk, state=DeliveryState.SENDING, claimed_by=push.claimed_by)


@transaction.atomic
def note_pushed(push: OutgoingPush, *, answer: int, at: datetime) -> None:
    """The device first, as whoever removes it."""
    PushDevice.objects.filter(pk=push.device_id).update(used_at=at)
    OutgoingPush.objects.filter(_still(push)).update(
        state=DeliveryState.SENT, answer=answer, last_error="", ended_at=at, lease_until=None
    )


@transaction.atomic
def note_push_trouble(
    push: OutgoingPush,
    *,
    at: datetime,
    answer: int | None = None,
    error: str = "",
    wait: timedelta = timedelta(),
    for_good: bool = False,
) -> None:
    """Try again after a pause that grows, and not before `wait`; after the last, or `for_good`, an
    administrator decides.
    """
    given_up = for_good or push.attempts > len(PAUSES)
    pause = timedelta() if given_up else max(PAUSES[push.attempts - 1], wait)
    OutgoingPush.objects.filter(_still(push)).update(
        state=DeliveryState.DEAD if given_up else DeliveryState.QUEUED,
        due_at=push.due_at if given_up else at + min(pause, LONGEST_PAUSE),
        ended_at=at if given_up else None,
        answer=answer,
        last_error=error[:_ERROR_LENGTH],
        lease_until=None,
    )


@transaction.atomic
def note_push_needless(push: OutgoingPush, *, reason: str, at: datetime) -> None:
    """There is nothing to say any more, or nobody there to say it to."""
    OutgoingPush.objects.filter(_still(push)).update(
        state=DeliveryState.DROPPED, last_error=reason, ended_at=at, lease_until=None
    )


@transaction.atomic
def put_push_off(push: OutgoingPush, *, until: datetime) -> None:
    """The person is away: it waits, and a newer line on its subject may join it."""
    OutgoingPush.objects.filter(_still(push)).update(
        state=DeliveryState.QUEUED, attempts=0, due_at=until, lease_until=None
    )


@transaction.atomic
def forget_old_pushes(*, at: datetime) -> int:
    """Delete what ended long ago, given up too: nobody wants it any more. Returns how many."""
    ended = [DeliveryState.SENT, DeliveryState.DROPPED, DeliveryState.DEAD]
    return OutgoingPush.objects.filter(state__in=ended, ended_at__lt=at - KEPT).delete()[0]
