"""Who is answering now: the heartbeat of an open editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowledge.threads.models import Answering

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from knowledge.threads.models import Thread


@transaction.atomic
def note_answering(*, thread: Thread, by: User, at: datetime | None = None) -> None:
    """They are at it still. Open pages show it for some seconds (`queries.pages.SEEN_FOR`)."""
    at = at or timezone.now()
    if not Answering.objects.filter(thread=thread, person=by).update(seen_at=at):
        Answering.objects.bulk_create(
            [Answering(thread=thread, person=by, seen_at=at)], ignore_conflicts=True
        )


@transaction.atomic
def stop_answering(*, thread: Thread, by: User) -> None:
    """They have sent it, or gone."""
    Answering.objects.filter(thread=thread, person=by).delete()
