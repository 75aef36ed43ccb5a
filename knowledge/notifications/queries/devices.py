"""Which devices may be told, and what a person or an administrator sees of them: never where they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from knowledge.notifications.models import DeliveryState, OutgoingPush, PushDevice
from knowledge.notifications.webpush import public_key_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User


def push_is_on() -> bool:
    """Whether the operator gave a key. Without one nothing of web push is shown, answered or asked."""
    return bool(settings.VAPID_PRIVATE_KEY)


def server_key() -> str:
    """What browsers subscribe with; "" while web push is off."""
    return public_key_of(settings.VAPID_PRIVATE_KEY) if push_is_on() else ""


def devices_of(person: User) -> QuerySet[PushDevice]:
    """Theirs that were added with our present key; `is_awake` where they are signed in."""
    known = PushDevice.objects.filter(person=person, server_key=server_key())
    return known.annotate(is_awake=Exists(_open_sessions()))


def is_theirs(pk: int, person: User) -> bool:
    """Whether it is known as this person's, with whatever key of ours it was added."""
    return PushDevice.objects.filter(pk=pk, person=person).exists()


def _open_sessions() -> QuerySet[Session]:
    return Session.objects.filter(
        session_key=OuterRef("session_key"), expire_date__gt=timezone.now()
    )


def awake_devices(person_ids: Collection[int]) -> dict[int, list[int]]:
    """The devices that may be told, by person. One query; none for nobody, or while web push is off."""
    if not person_ids or not push_is_on():
        return {}
    known = PushDevice.objects.filter(person_id__in=list(person_ids), server_key=server_key())
    rows = known.filter(Exists(_open_sessions())).order_by("pk").values_list("person_id", "pk")
    found: dict[int, list[int]] = defaultdict(list)
    for person_id, pk in rows:
        found[person_id].append(pk)
    return dict(found)


def is_awake(device: PushDevice) -> bool:
    """The same, asked with care when a push leaves: the session is open, it is its person's, and their
    password is still the one it was opened with.
    """
    person = device.person
    if not person.is_active or device.server_key != server_key():
        return False
    session = Session.objects.filter(
        session_key=device.session_key, expire_date__gt=timezone.now()
    ).first()
    said = session.get_decoded() if session else {}
    return said.get(SESSION_KEY) == str(person.pk) and constant_time_compare(
        said.get(HASH_SESSION_KEY, ""), person.get_session_auth_hash()
    )


def dead_pushes() -> QuerySet[OutgoingPush]:
    """Given up, the latest first."""
    dead = OutgoingPush.objects.filter(state=DeliveryState.DEAD)
    return dead.select_related("device__person").order_by("-ended_at", "-pk")
