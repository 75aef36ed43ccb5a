"""What an administrator sees of mail: never what it says, because areas may be closed to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.utils import timezone

from knowledge.notifications.models import MailState, OutgoingMail, RefusedAddress

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Outbox:
    """Counts of messages: due and not gone, tried and waiting, given up, sent within a day."""

    due: int
    troubled: int
    dead: int
    sent: int


def outbox_counts() -> Outbox:
    """One query."""
    now = timezone.now()
    counts = OutgoingMail.objects.aggregate(
        due=Count("pk", Q(state__in=[MailState.QUEUED, MailState.SENDING], due_at__lte=now)),
        troubled=Count("pk", Q(state=MailState.QUEUED) & ~Q(last_error="")),
        dead=Count("pk", Q(state=MailState.DEAD)),
        sent=Count("pk", Q(state=MailState.SENT, ended_at__gt=now - timedelta(days=1))),
    )
    return Outbox(**counts)


def dead_mail() -> QuerySet[OutgoingMail]:
    """Given up, the latest first."""
    dead = OutgoingMail.objects.filter(state=MailState.DEAD).select_related("person")
    return dead.order_by("-ended_at", "-pk")


def troubled_mail() -> QuerySet[OutgoingMail]:
    """Tried in vain and waiting for its next attempt."""
    rows = OutgoingMail.objects.filter(state=MailState.QUEUED).exclude(last_error="")
    return rows.select_related("person").order_by("due_at", "pk")


def refusing_addresses() -> QuerySet[RefusedAddress]:
    """Of people who are here; an address that was changed since is left out."""
    rows = RefusedAddress.objects.filter(person__is_active=True, address=F("person__email"))
    return rows.select_related("person")
