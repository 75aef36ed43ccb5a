"""What takes pushes from their queue, draws and seals them, and hands them to the browsers' makers.

A push holds a title, who did what, and a link: never what is inside. It is drawn when it leaves, in the
language and with the rights that its person has then, and only for a device on which they are signed in.
The service keeps it for a while for a browser that is away: so the browser asks us again whose it is
before it shows it (`static/js/push-worker.js`).
"""

from __future__ import annotations

import http.client
import json
import logging
import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from knowledge.notifications.actions.devices import forget_devices, remove_device
from knowledge.notifications.actions.pushes import (
    claim_push,
    forget_old_pushes,
    note_push_needless,
    note_push_trouble,
    note_pushed,
    put_push_off,
)
from knowledge.notifications.composing import sentence_of
from knowledge.notifications.models import DeliveryState, OutgoingPush, Purpose
from knowledge.notifications.posting import post
from knowledge.notifications.queries.deciding import away_until
from knowledge.notifications.queries.devices import is_awake, push_is_on
from knowledge.notifications.under_way import UnderWay
from knowledge.notifications.webpush import (
    MOST_BYTES,
    authorization,
    headers,
    read_point,
    read_secret,
    sealed,
)
from knowledge.passages.subjects import readable_ids

if TYPE_CHECKING:
    from concurrent.futures import Future

    from accounts.models import User
    from accounts.outgoing import Posted

log = logging.getLogger("terroir.push")

BATCH: Final = 20
LOOK_EVERY: Final = 0.5
"""Seconds until a new push leaves while others are under way."""

FORGET_EVERY: Final = 600.0
FORGET_SECONDS: Final = 24 * 3_600.0
"""While web push is off nobody waits to be silenced."""

KEPT_SECONDS: Final = 24 * 3_600
KEPT_URGENT_SECONDS: Final = 15 * 60
"""How long the push service keeps it for a browser that is away; while a customer waits, hardly."""

TOPIC_LENGTH: Final = 32
"""The longest that RFC 8030 allows."""

TITLE_SIGNS: Final = 200
SENTENCE_SIGNS: Final = 160

_GONE: Final = frozenset({http.client.NOT_FOUND, http.client.GONE})
_LATER: Final = frozenset({http.client.REQUEST_TIMEOUT, http.client.TOO_MANY_REQUESTS})


class Pusher:
    """One worker's pushing; `run` answers True when there is more to do at once. Idle without a key.

    Several are handed over side by side; all that is read and written of them is so here, in one thread.
    """

    def __init__(self) -> None:
        self._forget_at = 0.0
        self._under_way = UnderWay()

    def has_work(self) -> bool:
        if not push_is_on():
            return False
        due = OutgoingPush.objects.filter(
            state__in=[DeliveryState.QUEUED, DeliveryState.SENDING], due_at__lte=timezone.now()
        )
        return due.order_by().exists() or time.monotonic() >= self._forget_at

    def run(self) -> bool:
        if time.monotonic() >= self._forget_at:
            self._forget_at = time.monotonic() + FORGET_EVERY
            forget()
        return all(self._step() for _number in range(BATCH))

    def _step(self) -> bool:
        """Begin with one more, note what became of another; False when there is neither."""
        has_begun = self._under_way.has_room() and self._begin()
        ended = self._under_way.take_back(seconds=0.0 if has_begun else LOOK_EVERY)
        if ended is not None:
            _note(*ended)
        return has_begun or ended is not None or bool(self._under_way)

    def _begin(self) -> bool:
        now = timezone.now()
        push = claim_push(at=now, but=self._under_way.busy())
        if push is None:
            return False
        if _is_wanted(push, at=now):
            hand_over = partial(_hand_over, push, payload_of(push), at=now)
            self._under_way.start(push, hand_over)
        return True


def forget() -> None:
    """Pushes that ended long ago, and devices that are told no more; the worker's job, without a key too."""
    now = timezone.now()
    forget_old_pushes(at=now)
    forget_devices(at=now)


def _is_wanted(push: OutgoingPush, *, at: datetime) -> bool:
    """Whether a claimed push leaves now; notes why not."""
    until = away_until(push.device.person, Purpose.NOW, at) if push.line else None
    if until is not None:
        put_push_off(push, until=until)
        return False
    reason = _why_not(push, at=at)
    if reason:
        note_push_needless(push, reason=reason, at=at)
    return not reason


def _hand_over(push: OutgoingPush, payload: bytes, *, at: datetime) -> Posted:
    """Seal, sign and post: in a thread that asks nothing of the database."""
    device = push.device
    body = sealed(payload, point=read_point(device.p256dh), secret=read_secret(device.auth))
    private = settings.PUSHES_TO_PRIVATE_ADDRESSES
    return post(device.endpoint, body, headers_of(push, at=at), private=private)


def _note(push: OutgoingPush, came: Future[Posted]) -> None:
    now = timezone.now()
    try:
        posted = came.result()
    except (OSError, http.client.HTTPException) as error:  # a wrong certificate is a ValueError too
        note_push_trouble(push, error=str(error) or type(error).__name__, at=now)
    except ValueError as error:
        note_push_trouble(push, error=str(error), at=now, for_good=True)
    else:
        _note_answer(push, posted)


def _why_not(push: OutgoingPush, *, at: datetime) -> str:
    """Asked again when it leaves: a session may have ended, a line been read or closed since. One that no
    worker took for a day would come with all others of that day at once.
    """
    line, person = push.line, push.device.person
    if push.due_at < at - timedelta(seconds=KEPT_SECONDS):
        return "it waited for too long"
    if not is_awake(push.device):
        return "nobody is signed in there"
    if line is None:
        return ""
    if line.read_at or not readable_ids(person, line.subject_kind, [line.subject_id]):
        return "it was read, or is closed to them"
    newer = OutgoingPush.objects.filter(
        device=push.device,
        subject_kind=push.subject_kind,
        subject_id=push.subject_id,
        pk__gt=push.pk,
    ).exclude(state=DeliveryState.QUEUED, attempts=0, due_at__gt=at)
    return "a newer one says more" if newer.exists() else ""


def _note_answer(push: OutgoingPush, posted: Posted) -> None:
    """2xx: the service has it. 404, 410: the browser listens no more. 429, 5xx: later. All else would be
    answered the same again: an administrator decides.
    """
    now, status = timezone.now(), posted.status
    if http.client.OK <= status < http.client.MULTIPLE_CHOICES:
        note_pushed(push, answer=status, at=now)
    elif status in _GONE:
        log.info("push device %s is gone", push.device_id)
        remove_device(pk=push.device_id)
    else:
        again = status in _LATER or status >= http.client.INTERNAL_SERVER_ERROR
        host = urlsplit(push.device.endpoint).hostname
        note_push_trouble(
            push,
            at=now,
            answer=status,
            error=f"{host} answers {status}",
            wait=_wait(posted.retry_after, now),
            for_good=not again,
        )


def _wait(said: str, now: datetime) -> timedelta:
    """`Retry-After`: seconds, or a date. RFC 9110, section 10.2.3."""
    if said.isascii() and said.isdigit():
        return timedelta(seconds=min(int(said[:9]), KEPT_SECONDS))
    try:
        at = parsedate_to_datetime(said)
    except (ValueError, TypeError, OverflowError):
        return timedelta()
    return (at if at.tzinfo else at.replace(tzinfo=UTC)) - now


# What it says


def payload_of(push: OutgoingPush) -> bytes:
    """What the browser shows, in its person's language; at most MOST_BYTES."""
    line, person = push.line, push.device.person
    with translation.override(person.interface_language):
        said = {
            "title": _("Terroir reaches this device."),
            "body": "",
            "url": reverse("notifications:settings"),
            "tag": topic_of(push),
            "whose": reverse("notifications:push_whose", args=[mark_of(person)]),
            "plain": _("Something new waits in your inbox."),
            "inbox": reverse("notifications:inbox"),
            "product": settings.PRODUCT_NAME,
            "language": person.interface_language,
        }
        if line is not None:
            said["title"] = Truncator(" ".join(line.title.split())).chars(TITLE_SIGNS)
            said["body"] = Truncator(" ".join(sentence_of(line).split())).chars(SENTENCE_SIGNS)
            said["url"] = line.url
    made = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    if len(made) > MOST_BYTES:
        said |= {"title": said["plain"], "body": ""}
        made = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return made


def headers_of(push: OutgoingPush, *, at: datetime) -> dict[str, str]:
    """Newer replaces older on one subject, at the service and on the screen alike."""
    sent = headers(
        seconds=KEPT_URGENT_SECONDS if push.is_urgent else KEPT_SECONDS,
        urgency="high" if push.is_urgent else "normal",
        topic=topic_of(push),
    )
    return sent | {
        "Authorization": authorization(
            push.device.endpoint,
            private_key=settings.VAPID_PRIVATE_KEY,
            subject=settings.VAPID_SUBJECT,
            at=at,
        ),
        "User-Agent": settings.PRODUCT_NAME,
    }


def topic_of(push: OutgoingPush) -> str:
    """A name of the subject that tells the service nothing: keyed, and another one for each device."""
    subject = f"{push.device_id}:{push.subject_kind}:{push.subject_id}"
    return _keyed("terroir.push.topic", subject)


def mark_of(person: User) -> str:
    """Whose a push is, said so that it names nobody."""
    return _keyed("terroir.push.person", str(person.pk))


def _keyed(salt: str, value: str) -> str:
    return salted_hmac(salt, value, algorithm="sha256").hexdigest()[:TOPIC_LENGTH]
