"""The postman: takes what is due from the outbox and hands it to the mail server.

A message leaves at least once: a worker that dies between the server's answer and our note of it
leaves a message that is sent again, under the same Message-ID, so that mailboxes can tell. Two
workers never take the same one. Terroir reads no incoming mail, so that no loop can arise with an
answering machine; its messages say that they are automatic.
"""

from __future__ import annotations

import logging
import smtplib
import time
from typing import TYPE_CHECKING, Any, Final

from django.core.mail import get_connection
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from knowledge.notifications.actions.outbox import (
    claim_mail,
    forget_old_mail,
    note_needless,
    note_sent,
    note_trouble,
    put_off,
    refuse_address,
)
from knowledge.notifications.actions.telling import notify
from knowledge.notifications.composing import compose, lines_to_tell
from knowledge.notifications.models import Notification, OutgoingMail, Purpose, RefusedAddress
from knowledge.notifications.queries.deciding import away_until

if TYPE_CHECKING:
    from datetime import datetime

    from django.core.mail.backends.base import BaseEmailBackend

    from accounts.models import User

log = logging.getLogger("terroir.mail")

BATCH: Final = 50
"""Messages over one connection, which is then opened anew."""

SHORTEST_PAUSE: Final = 5.0
LONGEST_PAUSE: Final = 300.0
FORGET_EVERY: Final = 3_600.0
PERMANENT: Final = 500
MAIL_SUBJECT: Final = "mail"


class Postman:
    """One worker's sending; `run` answers True when there is more to do at once.

    While the server cannot be reached nothing is claimed, so that no message uses up its attempts; the
    pauses between looks grow to five minutes.
    """

    def __init__(self) -> None:
        self._closed_until = 0.0
        self._pause = SHORTEST_PAUSE
        self._forget_at = 0.0

    def has_work(self) -> bool:
        """Whether something is due, and the server is not known to be away; one query."""
        if time.monotonic() < self._closed_until:
            return False
        now = timezone.now()
        waiting = OutgoingMail.objects.filter(state__in=["queued", "sending"], due_at__lte=now)
        return waiting.order_by().exists() or time.monotonic() >= self._forget_at

    def run(self) -> bool:
        self._forget()
        connection = get_connection(fail_silently=False)
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            self._no_server(error)
            return False
        self._pause = SHORTEST_PAUSE
        try:
            return _send_batch(connection)
        finally:
            _close(connection)

    def _no_server(self, error: Exception) -> None:
        log.warning("mail server not reached, next look in %.0f s: %s", self._pause, error)
        self._closed_until = time.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _forget(self) -> None:
        if time.monotonic() >= self._forget_at:
            self._forget_at = time.monotonic() + FORGET_EVERY
            forget_old_mail(at=timezone.now())


def _close(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException) as error:
        log.info("closing the connection to the mail server: %s", error)


def _send_batch(connection: BaseEmailBackend) -> bool:
    """Whether there may be more; a connection that saw trouble is not used for the next message."""
    for _number in range(BATCH):
        mail = claim_mail(at=timezone.now())
        if mail is None:
            return False
        if not deliver(mail, connection):
            return True
    return True


def deliver(mail: OutgoingMail, connection: Any) -> bool:
    """Send one claimed message, or note why not. False when the connection should be opened anew."""
    now = timezone.now()
    until = away_until(mail.person, Purpose(mail.purpose), now)
    if until is not None:
        put_off(mail, until=until)
        return True
    lines = lines_to_tell(mail)
    reason = _why_not(mail.person, has_lines=bool(lines))
    if reason:
        note_needless(mail, reason=reason, at=now)
        return True
    try:
        connection.send_messages([compose(mail, lines)])
    except smtplib.SMTPRecipientsRefused as error:
        code, words = error.recipients.get(mail.person.email) or next(
            iter(error.recipients.values())
        )
        _refused(mail, code, words, now)
    except smtplib.SMTPResponseException as error:
        said = f"{error.smtp_code} {_text(error.smtp_error)}"
        note_trouble(mail, error=said, at=now, for_good=error.smtp_code >= PERMANENT)
    except (smtplib.SMTPException, OSError) as error:
        note_trouble(mail, error=str(error) or type(error).__name__, at=now)
    except ValueError as error:
        note_trouble(mail, error=str(error), at=now, for_good=True)
    else:
        note_sent(mail, at=timezone.now())
        return True
    return False


def _why_not(person: User, *, has_lines: bool) -> str:
    if not person.is_active:
        return "the person has left"
    if not has_lines:
        return "everything was read, or is closed to them"
    refused = RefusedAddress.objects.filter(person=person, address=person.email)
    return "the address refuses mail" if refused.exists() else ""


def _refused(mail: OutgoingMail, code: int, words: bytes | str, now: datetime) -> None:
    """4xx: later. 5xx: the address takes no mail; its person is told in the inbox."""
    said = f"{code} {_text(words)}"
    if code < PERMANENT:
        note_trouble(mail, error=said, at=now)
        return
    person = mail.person
    note_needless(mail, reason=said, at=now)
    if refuse_address(person=person, address=person.email, answer=said, at=now):
        with translation.override(person.interface_language):
            words = _("Mail goes no further until you say that the address works again.")
        notify(
            people=[person],
            actor=None,
            kind=Notification.Kind.REFUSED,
            subject_kind=MAIL_SUBJECT,
            subject_id=person.pk,
            title=person.email,
            url=reverse("notifications:settings"),
            word=words,
        )


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
