"""Telling people, and marking what they have read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import User
from knowledge.areas.prepared import Prepared, Row
from knowledge.notifications.actions.outbox import queue_mail
from knowledge.notifications.actions.pushes import queue_pushes
from knowledge.notifications.models import GROUP_OF, Delivery, Notification
from knowledge.notifications.queries.deciding import Decision, decide
from knowledge.notifications.queries.inbox import closed_to

WORD_LENGTH: Final = 500
MAILED_WITHIN: Final = timedelta(hours=1)
"""What happened longer ago (an import, the demo's history) is told in the inbox alone."""


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
    area_ids: Collection[int] = (),
    urgent: bool = False,
) -> list[Notification]:
    """Tell each of these people as they want to be told: in the inbox, by mail or digest, on their devices.

    The actor and inactive people are left out, and who switched such lines off. `area_ids` are the
    areas of the subject, for choices made by area. `urgent` is for an offer while a customer waits:
    it waits for no quiet hour and no digest. A constant number of queries, however many people; the
    mail and the pushes leave from the outbox, written in the same transaction.
    """
    told = {p.pk: p for p in people if p.is_active and (actor is None or p.pk != actor.pk)}
    if not told:
        return []
    line = {
        "actor": actor,
        "kind": kind,
        "subject_kind": subject_kind,
        "subject_id": subject_id,
        "title": title[:300],
        "url": url,
        "word": word[:WORD_LENGTH],
        "created_at": at or timezone.now(),
    }
    return _tell(told, line, area_ids, urgent=urgent)


def _tell(
    told: Mapping[int, User], line: dict[str, Any], area_ids: Collection[int], *, urgent: bool
) -> list[Notification]:
    """The same line for each of them; in the caller's transaction."""
    now = timezone.now()
    subject = (line["subject_kind"], line["subject_id"])
    decisions = decide(
        told.values(),
        group=GROUP_OF[line["kind"]],
        area_ids=area_ids,
        subject=subject,
        at=now,
        urgent=urgent,
    )
    is_new = line["created_at"] > now - MAILED_WITHIN
    mails = queue_mail(_to_mail(decisions) if is_new else {}, subject=subject)
    rows = Notification.objects.bulk_create(
        Notification(person=person, mail_id=mails.get(pk), **line)
        for pk, person in told.items()
        if decisions[pk].delivery != Delivery.OFF
    )
    unread = User.objects.filter(pk__in=[row.person_id for row in rows])
    unread.update(unread_notifications=F("unread_notifications") + 1)
    if is_new:  # people are locked before their devices, as whoever adds one does
        lines = {row.person_id: row for row in rows}
        queue_pushes(lines=lines, decisions=decisions, urgent=urgent)
    return rows


def _to_mail(decisions: Mapping[int, Decision]) -> dict[int, Decision]:
    return {pk: found for pk, found in decisions.items() if found.due_at is not None}


@transaction.atomic
def mark_read(
    *,
    person: User,
    ids: Sequence[int] | None = None,
    kinds: Collection[Notification.Kind] | None = None,
) -> int:
    """Mark lines of the person's inbox read: these, those of some kinds, or all. Returns how many were
    unread.

    What is left counts only lines on what still exists for the person.
    """
    unread = Notification.objects.filter(person=person, read_at__isnull=True)
    if ids is not None:
        unread = unread.filter(pk__in=ids)
    if kinds is not None:
        unread = unread.filter(kind__in=kinds)
    count = unread.update(read_at=timezone.now())
    keep_count(person)
    return count


def mark_seen(*, person: User, subject_kind: str, subject_id: int) -> None:
    """Mark read what the inbox says of something whose page the person opens, however they came there: by
    a mail's link too. One query while anything is unread, none else."""
    if not person.unread_notifications:
        return
    if ids := [pk for (pk,) in _UNREAD.rows([person.pk], [subject_kind], [subject_id])]:
        mark_read(person=person, ids=ids)


def _unread_about(
    people: Collection[int], kinds: Collection[str], subjects: Collection[int]
) -> QuerySet[Notification, Row]:
    rows = Notification.objects.order_by().filter(person__in=people, read_at__isnull=True)
    return rows.filter(subject_kind__in=kinds, subject_id__in=subjects).values_list("pk")


_UNREAD: Final = Prepared(_unread_about)


@transaction.atomic
def keep_count(person: User) -> None:
    """Write how much is unread on the person's row, where every page reads it."""
    unread = Notification.objects.filter(person=person, read_at__isnull=True)
    left = unread.exclude(closed_to(person, unread_only=True)).count()
    if left != person.unread_notifications:
        User.objects.filter(pk=person.pk).update(unread_notifications=left)
        person.unread_notifications = left
