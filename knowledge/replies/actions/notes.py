"""The weekly note: whom somebody's words reached last week. Only to who wants it, and never of nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation

from accounts.working_time import work_times_of
from knowledge.contributions.periods import WEEK, company_day, monday_of
from knowledge.contributions.reminders import due_at
from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.notifications.queries.deciding import mail_settings_of
from knowledge.replies.models import DeskPreference
from knowledge.replies.queries.reach import reach_of
from knowledge.replies.reach_words import last_week_sentence

if TYPE_CHECKING:
    from datetime import date, datetime

    from accounts.models import User

NOTE_SECONDS: Final = 600.0
AT_ONCE: Final = 20
SUBJECT: Final = "reach"
_HOUR: Final = 60


def send_notes(now: datetime | None = None) -> bool:
    """One step of the worker's job: everybody whose hour of this week has passed. Whether more is due.

    Their hour is that of their digest, on the first day of the week on which they work.
    """
    now = now or timezone.now()
    monday = monday_of(company_day(now))
    rows = DeskPreference.objects.filter(
        Q(noted_until=None) | Q(noted_until__lt=monday), weekly_note=True, person__is_active=True
    ).select_related("person")
    waiting = list(rows.order_by("pk"))
    ids = [row.person_id for row in waiting]
    works = work_times_of(ids, monday, monday + WEEK) if ids else {}
    hours = mail_settings_of(ids)
    due = [
        row
        for row in waiting
        if due_at(works[row.person_id], monday, hours[row.person_id].digest_hour * _HOUR, now)
    ]
    for row in due[:AT_ONCE]:
        _send(row, monday, now)
    return len(due) > AT_ONCE


@transaction.atomic
def _send(row: DeskPreference, monday: date, now: datetime) -> None:
    """Once a week, whichever worker moves the day first."""
    same = DeskPreference.objects.filter(pk=row.pk, noted_until=row.noted_until, weekly_note=True)
    if not same.update(noted_until=monday):
        return
    replies = reach_of(row.person, now, weeks=1).weeks[0].served.replies
    if replies:
        _tell(row.person, replies)


def _tell(person: User, replies: int) -> None:
    with translation.override(person.interface_language):
        title = last_week_sentence(replies)
    notify(
        people=[person],
        actor=None,
        kind=Notification.Kind.REACH,
        subject_kind=SUBJECT,
        subject_id=person.pk,
        title=title,
        url=reverse("replies:reach"),
    )
