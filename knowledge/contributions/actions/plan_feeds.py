"""The private address of one's plan: made, made anew, ended, and when it was read."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.actions.tokens import PREFIX, token_digest
from accounts.models import User
from knowledge.contributions.models import PlanFeed

READ_NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def make_feed(*, person: User) -> str:
    """The secret of the address, which is never shown again; an address made before is dead."""
    secret = PREFIX + secrets.token_urlsafe(32)
    values = {
        "token_hash": token_digest(secret),
        "created_at": timezone.now(),
        "read_at": None,
    }
    PlanFeed.objects.update_or_create(person=person, defaults=values)
    return secret


@transaction.atomic
def end_feed(*, person: User) -> None:
    """The address answers no more. Without one, nothing happens."""
    PlanFeed.objects.filter(person=person).delete()


def note_read(feed: PlanFeed, *, at: datetime) -> None:
    """At most one write an hour: reading must not queue for the write lock."""
    if feed.read_at is None or at - feed.read_at > READ_NOTED_EVERY:
        with transaction.atomic():
            PlanFeed.objects.filter(pk=feed.pk).update(read_at=at)
