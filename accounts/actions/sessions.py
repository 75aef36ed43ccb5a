"""Forgetting sessions that ran out, and what sign-in noted of each: its browser and its address."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

log = logging.getLogger("terroir.accounts")

FORGET_SECONDS: Final = 24 * 3600.0
KEPT: Final = timedelta(days=7)
"""What is bound to a session has so long to see that it ran out, and was not ended by its person."""
AT_ONCE: Final = 1_000
"""Rows deleted in one transaction, so that others can write between two."""


def forget_old_sessions(at: datetime | None = None) -> bool:
    """Some of what is due; True when more may be. The worker's job."""
    before = (at or timezone.now()) - KEPT
    sessions = _delete(Session.objects.filter(expire_date__lt=before))
    if sessions:
        log.info("%d sessions that ran out were deleted", sessions)
    known = Session.objects.filter(session_key=OuterRef("session_key"))
    notes = _delete(UserSession.objects.filter(~Exists(known), last_seen_at__lt=before))
    return AT_ONCE in {sessions, notes}


@transaction.atomic
def _delete(due: QuerySet[Model]) -> int:
    keys = list(due.values_list("pk", flat=True)[:AT_ONCE])
    due.filter(pk__in=keys).delete()
    return len(keys)
