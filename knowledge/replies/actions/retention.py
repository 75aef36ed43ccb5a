"""Forgetting who replied to which case: after REPLY_MONTHS what the reply desk noted only counts.

- Reply records lose person, reference, text, key, tray and the exact moment; channel, area, team, outcome
  and passages stay, so no sum changes. What people changed by hand is deleted with their name.
- What customers knew first loses person, query and key; its area, article, words and day stay.
- Complaints lose reference and tray so long after they ended; who saw to them stays, as with any task.
- Closed contacts are deleted by the day they ended. A contact counts as linked by the reference of a
  record, and that is gone then: it would lower the link rate. Figures are shown of the last 13 weeks, so
  with the usual REPLY_MONTHS no rate changes; with less than four the weeks before have no rate at all,
  which is right, where they would have a wrong one.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from knowledge.replies.models import Complaint, Contact, PassageEdit, ReplyRecord, ToldFirst

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
    """Some of what is due; True when more may be. The worker's job."""
    before = first_known(at or timezone.now())
    forgotten = _forget(before)
    if forgotten:
        log.info("%d reply records now only count", forgotten)
    _forget_what_else_was_noted(before)
    deleted = _delete_contacts(before)
    if deleted:
        log.info("%d closed contacts were deleted", deleted)
    return AT_ONCE in {forgotten, deleted}


@transaction.atomic
def _forget(before: datetime) -> int:
    due = ReplyRecord.objects.filter(created_at__lt=before, person__isnull=False)
    ids = list(due.order_by("created_at").values_list("pk", flat=True)[:AT_ONCE])
    ReplyRecord.objects.filter(pk__in=ids).update(
        person=None, reference="", text="", key=None, tray=None, given_at=None
    )
    PassageEdit.objects.filter(at__lt=before).delete()
    return len(ids)


@transaction.atomic
def _forget_what_else_was_noted(before: datetime) -> None:
    known = ~Q(person=None) | ~Q(query="")
    ToldFirst.objects.filter(known, at__lt=before).update(person=None, query="", key=None)
    named = ~Q(reference="") | Q(tray__isnull=False)
    Complaint.objects.filter(named, closed_at__lt=before).update(reference="", tray=None)


@transaction.atomic
def _delete_contacts(before: datetime) -> int:
    due = Contact.objects.filter(closed_on__lt=before.date()).order_by("closed_on")
    ids = list(due.values_list("pk", flat=True)[:AT_ONCE])
    Contact.objects.filter(pk__in=ids).delete()
    return len(ids)
