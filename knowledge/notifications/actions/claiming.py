"""One worker takes a message that is due, and no other does: the same for mail, webhooks and pushes."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from django.db import transaction
from django.db.models import F, Q

from knowledge.notifications.models import OutgoingMail, OutgoingPush, WebhookDelivery

if TYPE_CHECKING:
    from django.db.models import QuerySet

Message = TypeVar("Message", OutgoingMail, WebhookDelivery, OutgoingPush)

LEASE: Final = timedelta(minutes=5)
"""Longer than any sending takes; who died in the middle is taken over after it."""

QUEUED: Final = "queued"
SENDING: Final = "sending"
_LOOKED_AT: Final = 20


def claim(messages: QuerySet[Message], *, at: datetime) -> Message | None:
    """The message that is due longest, for this worker alone; None when nothing is due.

    A conditional UPDATE decides between workers; in the caller's own autocommit.
    """
    due = messages.filter(Q(state=QUEUED) | Q(state=SENDING, lease_until__lte=at), due_at__lte=at)
    for found in due.order_by("due_at", "pk")[:_LOOKED_AT]:
        if _claimed(messages, found, at):
            return found
    return None


@transaction.atomic
def _claimed(messages: QuerySet[Message], found: Message, at: datetime) -> bool:
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
