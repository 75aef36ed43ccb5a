"""Telling people, and marking what they have read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from knowledge.notifications.models import Notification

if TYPE_CHECKING:
    from collections.abc import Sequence

WORD_LENGTH = 500


@transaction.atomic
def notify(
    *,
    people: Iterable[User],
    actor: User | None,
    kind: Notification.Kind,
    subject_kind: str,
    subject_id: int,
    title: str,
    url: str,
    word: str = "",
    at: datetime | None = None,
) -> list[Notification]:
    """Put one line into each person's inbox. The actor and inactive people are left out."""
    at = at or timezone.now()
    told = {p.pk: p for p in people if p.is_active and (actor is None or p.pk != actor.pk)}
    rows = Notification.objects.bulk_create(
        Notification(
            person=person,
            actor=actor,
            kind=kind,
            subject_kind=subject_kind,
            subject_id=subject_id,
            title=title[:300],
            url=url,
            word=word[:WORD_LENGTH],
            created_at=at,
        )
        for person in told.values()
    )
    User.objects.filter(pk__in=told).update(unread_notifications=F("unread_notifications") + 1)
    return rows


@transaction.atomic
def mark_read(*, person: User, ids: Sequence[int] | None = None) -> int:
    """Mark these lines of the person's inbox read, or all of them. Returns how many were unread."""
    unread = Notification.objects.filter(person=person, read_at__isnull=True)
    if ids is not None:
        unread = unread.filter(pk__in=ids)
    count = unread.update(read_at=timezone.now())
    left = Notification.objects.filter(person=person, read_at__isnull=True).count()
    User.objects.filter(pk=person.pk).update(unread_notifications=left)
    person.unread_notifications = left
    return count
