"""What is the same for mail, webhooks and pushes: one worker takes what is due, and no other does; what was
given up is sent once more, or never.
"""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from knowledge.notifications.models import OutgoingMail, OutgoingPush, WebhookDelivery

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowledge.notifications.models.message import Message

Kind = TypeVar("Kind", OutgoingMail, WebhookDelivery, OutgoingPush)

LEASE: Final = timedelta(minutes=5)
"""Longer than any sending takes; who died in the middle is taken over after it."""

QUEUED: Final = "queued"
SENDING: Final = "sending"
DEAD: Final = "dead"
DROPPED: Final = "dropped"
_LOOKED_AT: Final = 20


def claim(messages: QuerySet[Kind], *, at: datetime) -> Kind | None:
    """The message that is due longest, for this worker alone; None when nothing is due.

    A conditional UPDATE decides between workers; in the caller's own autocommit.
    """
    due = messages.filter(Q(state=QUEUED) | Q(state=SENDING, lease_until__lte=at), due_at__lte=at)
    for found in due.order_by("due_at", "pk")[:_LOOKED_AT]:
        if _claimed(messages, found, at):
            return found
    return None


@transaction.atomic
def _claimed(messages: QuerySet[Kind], found: Kind, at: datetime) -> bool:
    same = messages.filter(
        pk=found.pk, state=found.state, attempts=found.attempts, claimed_by=found.claimed_by
    ).order_by()
    found.claimed_by, found.lease_until = uuid.uuid4().hex, at + LEASE
    found.state, found.attempts = SENDING, found.attempts + 1
    return bool(
        same.update(
            state=SENDING,
            claimed_by=found.claimed_by,
            lease_until=found.lease_until,
            attempts=F("attempts") + 1,
        )
    )


@transaction.atomic
def send_again(message: Message) -> bool:
    """Send what was given up once more, at once. Answers whether it was still given up."""
    now = timezone.now()
    dead = _dead(message)
    return bool(dead.update(state=QUEUED, attempts=1, due_at=now, ended_at=None))


@transaction.atomic
def never_send(message: Message) -> bool:
    """What it tells stays in the inbox. Answers whether it was still given up."""
    return bool(_dead(message).update(state=DROPPED, ended_at=timezone.now()))


def _dead(message: Message) -> QuerySet[Message]:
    return type(message)._default_manager.filter(pk=message.pk, state=DEAD)
