"""Devices that may be told: added, woken, put to sleep, removed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from knowledge.notifications.models import PushDevice
from knowledge.notifications.queries.devices import server_key

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from knowledge.notifications.browser_names import Browser

MOST_DEVICES: Final = 10
UNUSED_FOR: Final = timedelta(days=90)
"""Neither seen nor told for so long: forgotten."""


@transaction.atomic
def add_device(*, person: User, session_key: str, browser: Browser, before: int = 0) -> PushDevice:
    """From now on it may be told. `before` is what this browser was known as.

    An address that is somebody else's is taken over: there is one of each browser, and this one is here.
    Raises ValidationError.
    """
    User.objects.select_for_update().get(pk=person.pk)
    same = Q(endpoint=browser.endpoint) | Q(pk=before, person=person)
    _remove(PushDevice.objects.filter(same))
    if PushDevice.objects.filter(person=person, server_key=server_key()).count() >= MOST_DEVICES:
        raise ValidationError(_("So many devices are told already: remove one of them first."))
    now = timezone.now()
    device = PushDevice(
        person=person,
        endpoint=browser.endpoint,
        p256dh=browser.p256dh,
        auth=browser.auth,
        name=browser.name,
        server_key=server_key(),
        session_key=session_key,
        created_at=now,
        used_at=now,
    )
    device.full_clean()
    device.save()
    return device


@transaction.atomic
def wake_device(*, pk: int, person: User, session_key: str) -> bool:
    """Its person is signed in there. Answers whether it is still known."""
    theirs = PushDevice.objects.filter(pk=pk, person=person)
    return bool(theirs.update(session_key=session_key, used_at=timezone.now()))


@transaction.atomic
def put_device_to_sleep(*, pk: int) -> bool:
    """Nobody is signed in there: nothing is told until its person is. Answers whether it is still known."""
    return bool(PushDevice.objects.filter(pk=pk).update(session_key=""))


@transaction.atomic
def remove_device(*, pk: int) -> None:
    """With what waits for it."""
    _remove(PushDevice.objects.filter(pk=pk))


@transaction.atomic
def forget_devices(*, at: datetime) -> int:
    """Delete those whose session was ended (signed out there or from elsewhere, account closed), and those
    not used for long. One whose session merely ran out sleeps. Returns how many.
    """
    session = Session.objects.filter(session_key=OuterRef("session_key"))
    known = PushDevice.objects.exclude(session_key="")
    known.filter(Exists(session.filter(expire_date__lte=at))).update(session_key="")
    ended = ~Q(session_key="") & ~Q(Exists(session))
    return _remove(PushDevice.objects.filter(ended | Q(used_at__lt=at - UNUSED_FOR)))


def _remove(found: QuerySet[PushDevice]) -> int:
    """Locked first, as who tells them does: what is told meanwhile is deleted too, or told to nobody."""
    gone = list(found.select_for_update().order_by("pk").values_list("pk", flat=True))
    PushDevice.objects.filter(pk__in=gone).delete()
    return len(gone)
