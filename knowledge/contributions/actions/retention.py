"""Forgetting what contributions were about: the minutes stay, and so do all sums."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actions.audit import record_event
from accounts.models import User
from knowledge.contributions.actions.months import month_of
from knowledge.contributions.ledger import BLANK, hold, values_of
from knowledge.contributions.models import Activity, Block, Entry, EntryEvent, PlanFeed, Timer

if TYPE_CHECKING:
    from knowledge.contributions.models.entries import EntryQuerySet

log = logging.getLogger("terroir.contributions")

ACTIVITY_DAYS: Final = 30
ERASE_SECONDS: Final = 3600.0
FORGET_SECONDS: Final = 3600.0
AT_ONCE: Final = 500
"""Entries erased in one transaction, so that others can write between two."""


def first_kept_day(at: datetime) -> date:
    """The oldest day of which it is known what was done: CONTRIBUTION_MONTHS whole months back."""
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return month_of(today) - relativedelta(months=settings.CONTRIBUTION_MONTHS)


def erase_old_words(at: datetime | None = None) -> bool:
    """Some entries of one person that are due; True when more may be. The worker's job."""
    at = at or timezone.now()
    due = Entry.objects.filter(erased_at=None, day__lt=first_kept_day(at))
    oldest = due.order_by("day").select_related("person").first()
    if oldest is None:
        return False
    erased = erase_words(person=oldest.person, before=first_kept_day(at), at=at)
    log.info("%d contributions are now minutes without words", erased)
    return True


@transaction.atomic
def erase_words(
    *,
    person: User,
    before: date | None = None,
    at: datetime,
    by: User | None = None,
    at_once: int | None = AT_ONCE,
) -> int:
    """Label, link, note and object of entries, in their events too; returns of how many.

    Of days before `before`, or all. Day, minutes, kind, area and state stay, so no sum changes.
    """
    hold(person)
    due = Entry.objects.of(person).filter(erased_at=None)
    if before is not None:
        due = due.filter(day__lt=before)
    ids = list(due.order_by("day").values_list("pk", flat=True)[:at_once])
    for start in range(0, len(ids), AT_ONCE):
        _erase(Entry.objects.filter(pk__in=ids[start : start + AT_ONCE]), at=at, by=by)
    return len(ids)


def _erase(rows: EntryQuerySet, *, at: datetime, by: User | None) -> None:
    rows.update(**BLANK, erased_at=at)
    EntryEvent.objects.filter(entry__in=rows).erase(BLANK)
    verb = EntryEvent.Verb.ERASED
    EntryEvent.objects.bulk_create(
        [
            EntryEvent(entry=entry, verb=verb, at=at, actor=by, values=values_of(entry))
            for entry in rows.order_by("pk")
        ]
    )


@transaction.atomic
def erase_person(person: User, *, by: User | None = None, at: datetime | None = None) -> int:
    """Of somebody who has left, at once: words of all entries and lost blocks, and what counts for
    nothing yet (active minutes, timer, private calendar address). Returns of how many entries.

    Minutes stay, and with them every sum. Raises ValidationError for who has not left.
    """
    if User.objects.get(pk=person.pk).is_active:
        raise ValidationError(
            _("Deactivate the account first: somebody who is here decides about their own entries.")
        )
    at = at or timezone.now()
    erased = erase_words(person=person, at=at, by=by, at_once=None)
    Block.objects.filter(person=person).exclude(word="").update(word="")
    for model in (Activity, Timer, PlanFeed):
        model._default_manager.filter(person=person).delete()
    record_event("contributions_erased", by=by, person=person, detail={"entries": erased})
    return erased


@transaction.atomic
def forget_activities(at: datetime | None = None) -> int:
    """Active minutes that nobody decided on for 30 days. The worker's job."""
    last = (at or timezone.now()) - timedelta(days=ACTIVITY_DAYS)
    forgotten, _by_model = Activity.objects.filter(changed_at__lt=last).delete()
    if forgotten:
        log.info("%d unconfirmed activities were forgotten", forgotten)
    return forgotten
