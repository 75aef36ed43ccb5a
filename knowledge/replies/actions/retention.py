"""Forgetting who replied: after REPLY_MONTHS a record only counts."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from knowledge.replies.models import PassageEdit, ReplyRecord

log = logging.getLogger("terroir.replies")

FORGET_SECONDS: Final = 3600.0
AT_ONCE: Final = 1_000
"""Records forgotten in one transaction, so that others can write between two."""


def first_known(at: datetime) -> datetime:
    """The oldest moment of which it is known who replied: REPLY_MONTHS whole months back, at midnight."""
    here = at.astimezone(ZoneInfo(settings.TIME_ZONE))
    month = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return month - relativedelta(months=settings.REPLY_MONTHS)


def forget_old_repliers(at: datetime | None = None) -> bool:
    """Some records that are due; True when more may be. The worker's job.

    Person, reference, text, key, tray and the exact moment go; channel, area, team, outcome and
    passages stay, so no sum changes. What people changed by hand is deleted with their name.
    """
    before = first_known(at or timezone.now())
    forgotten = _forget(before)
    if forgotten:
        log.info("%d reply records now only count", forgotten)
    return forgotten == AT_ONCE


@transaction.atomic
def _forget(before: datetime) -> int:
    due = ReplyRecord.objects.filter(created_at__lt=before, person__isnull=False)
    ids = list(due.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    ReplyRecord.objects.filter(pk__in=ids).update(
        person=None, reference="", text="", key=None, tray=None, given_at=None
    )
    PassageEdit.objects.filter(at__lt=before).delete()
    return len(ids)
