"""The calendars that somebody has read here, as they see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db.models import Count
from django.utils import timezone

from accounts.actions.leave import LEASE
from accounts.models import LeaveCalendar, User


@dataclass(frozen=True, slots=True)
class Subscription:
    """`where` is the name of its server: the rest of a private address is a secret."""

    pk: int
    where: str
    created_at: datetime
    read_at: datetime | None
    next_at: datetime
    trouble: str
    periods: int
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Subscriptions:
    items: tuple[Subscription, ...]

    @property
    def is_waiting(self) -> bool:
        """Whether one is about to be read, so that looking again is worth it."""
        return any(one.is_waiting for one in self.items)


def subscriptions_of(person: User) -> Subscriptions:
    """One query."""
    soon = timezone.now() + LEASE
    rows = LeaveCalendar.objects.filter(person=person).annotate(periods=Count("awayperiod"))
    return Subscriptions(
        tuple(
            Subscription(
                row.pk,
                urlsplit(row.url).hostname or row.url,
                row.created_at,
                row.read_at,
                row.next_at,
                row.trouble,
                row.periods,
                row.next_at <= soon,
            )
            for row in rows.order_by("pk")
        )
    )
