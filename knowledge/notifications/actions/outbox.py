"""What leaves by mail: queued with what it tells, claimed by one worker, tried again, given up."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from knowledge.notifications.actions.claiming import claim
from knowledge.notifications.models import (
    MailState,
    Notification,
    OutgoingMail,
    Purpose,
    RefusedAddress,
)
from knowledge.notifications.permissions import mail_host

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.notifications.queries.deciding import Decision

PAUSES: Final = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440)
)
"""Between attempts: three days in all, as mail servers do; then the message is given up."""

KEPT: Final = timedelta(days=30)
_TRIES = 3
_ERROR_LENGTH = 300


def queue_mail(decisions: Mapping[int, Decision], *, subject: tuple[str, int]) -> dict[int, int]:
    """The message that carries a new line on `subject` to each person: the one that waits already, or a
    new one; in the caller's transaction.

    Three queries at most. A waiting message is locked, so that no worker takes it before the line is
    there.
    """
    keys = {pk: _key(decision, subject) for pk, decision in decisions.items()}
    for _try in range(_TRIES if keys else 0):
        waiting = _lock_waiting(keys, subject)
        missing = sorted(pk for pk, key in keys.items() if (pk, *key) not in waiting)
        if not missing:
            _hurry(decisions, keys, waiting)
            return {pk: waiting[pk, *key].pk for pk, key in keys.items()}
        OutgoingMail.objects.bulk_create(
            [_message(pk, keys[pk], decisions[pk]) for pk in missing], ignore_conflicts=True
        )
    if keys:
        raise IntegrityError("A worker took each message before its line was there")
    return {}


Key = tuple[Purpose, str, int]


def _key(decision: Decision, subject: tuple[str, int]) -> Key:
    purpose = decision.purpose or Purpose.NOW
    return (purpose, *subject) if purpose == Purpose.NOW else (purpose, "", 0)


def _lock_waiting(
    keys: Mapping[int, Key], subject: tuple[str, int]
) -> dict[tuple[int, Purpose, str, int], OutgoingMail]:
    kind, subject_id = subject
    rows = (
        OutgoingMail.objects.select_for_update()
        .filter(person_id__in=list(keys), state=MailState.QUEUED, attempts=0)
        .filter(
            Q(purpose=Purpose.NOW, subject_kind=kind, subject_id=subject_id)
            | Q(purpose__in=[Purpose.DAILY, Purpose.WEEKLY])
        )
        .order_by("pk")
    )
    return {
        (row.person_id, Purpose(row.purpose), row.subject_kind, row.subject_id): row for row in rows
    }


def _message(person_id: int, key: Key, decision: Decision) -> OutgoingMail:
    purpose, kind, subject_id = key
    now = timezone.now()
    return OutgoingMail(
        person_id=person_id,
        purpose=purpose,
        subject_kind=kind,
        subject_id=subject_id,
        message_id=f"{uuid.uuid4().hex}@{mail_host()}",
        created_at=now,
        due_at=decision.due_at or now,
    )


def _hurry(
    decisions: Mapping[int, Decision],
    keys: Mapping[int, Key],
    waiting: Mapping[tuple[int, Purpose, str, int], OutgoingMail],
) -> None:
    """A waiting message leaves earlier when the line that joins it may."""
    late = []
    for pk, decision in decisions.items():
        mail = waiting[pk, *keys[pk]]
        if decision.due_at is not None and decision.due_at < mail.due_at:
            mail.due_at = decision.due_at
            late.append(mail)
    if late:
        OutgoingMail.objects.bulk_update(late, ["due_at"])


# What workers do


def claim_mail(*, at: datetime) -> OutgoingMail | None:
    """The message that is due longest, for this worker alone; None when nothing is due."""
    return claim(OutgoingMail.objects.select_related("person"), at=at)


def _still(mail: OutgoingMail) -> Q:
    """Only who holds the message may say what became of it."""
    return Q(pk=mail.pk, state=MailState.SENDING, claimed_by=mail.claimed_by)


@transaction.atomic
def note_sent(mail: OutgoingMail, *, at: datetime) -> None:
    OutgoingMail.objects.filter(_still(mail)).update(
        state=MailState.SENT, ended_at=at, lease_until=None, last_error=""
    )


@transaction.atomic
def note_trouble(mail: OutgoingMail, *, error: str, at: datetime, for_good: bool = False) -> None:
    """Try again after a pause that grows; after the last, or `for_good`, an administrator decides."""
    given_up = for_good or mail.attempts > len(PAUSES)
    OutgoingMail.objects.filter(_still(mail)).update(
        state=MailState.DEAD if given_up else MailState.QUEUED,
        due_at=mail.due_at if given_up else at + PAUSES[mail.attempts - 1],
        ended_at=at if given_up else None,
        lease_until=None,
        last_error=error[:_ERROR_LENGTH],
    )


@transaction.atomic
def note_needless(mail: OutgoingMail, *, reason: str, at: datetime) -> None:
    """There is nothing to say any more, or nobody to say it to."""
    OutgoingMail.objects.filter(_still(mail)).update(
        state=MailState.DROPPED, ended_at=at, lease_until=None, last_error=reason[:_ERROR_LENGTH]
    )


@transaction.atomic
def put_off(mail: OutgoingMail, *, until: datetime) -> None:
    """The person is away: it waits, and lines go on joining it. If another waits already, that one
    takes its lines.
    """
    same = OutgoingMail.objects.select_for_update().filter(
        person_id=mail.person_id,
        purpose=mail.purpose,
        subject_kind=mail.subject_kind,
        subject_id=mail.subject_id,
        state=MailState.QUEUED,
        attempts=0,
    )
    other = same.exclude(pk=mail.pk).first()
    held = OutgoingMail.objects.filter(_still(mail))
    if other is None:
        held.update(state=MailState.QUEUED, attempts=0, due_at=until, lease_until=None)
        return
    Notification.objects.filter(mail_id=mail.pk).update(mail_id=other.pk)
    held.update(state=MailState.DROPPED, ended_at=timezone.now(), lease_until=None)


# What administrators and people do


@transaction.atomic
def refuse_address(*, person: User, address: str, answer: str, at: datetime) -> bool:
    """The server says that this address takes no mail. Answers whether that is new."""
    known = RefusedAddress.objects.filter(person=person, address=address).exists()
    RefusedAddress.objects.update_or_create(
        person=person, defaults={"address": address, "answer": answer[:300], "at": at}
    )
    return not known


@transaction.atomic
def try_address_again(*, person: User) -> None:
    """Their address is said to work again."""
    RefusedAddress.objects.filter(person=person).delete()


@transaction.atomic
def forget_old_mail(*, at: datetime) -> int:
    """Delete what was sent or dropped long ago; their lines stay. Returns how many."""
    ended = OutgoingMail.objects.filter(
        state__in=[MailState.SENT, MailState.DROPPED], ended_at__lt=at - KEPT
    )
    return ended.delete()[0]
