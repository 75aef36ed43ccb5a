"""What a push service answers decides: gone, later, or an administrator."""

import logging
import ssl
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from knowledge.notifications.actions import never_send, send_again
from knowledge.notifications.actions.claiming import LEASE, claim
from knowledge.notifications.actions.devices import remove_device
from knowledge.notifications.actions.pushes import PAUSES, claim_push
from knowledge.notifications.models import DeliveryState, Group, OutgoingPush, PushDevice
from tests.conftest import ClientOf
from tests.factories import make_article, make_person
from tests.notifications.receiving import Receiver
from tests.notifications.subscribing import Subscribed, add_here, push_all, tick
from tests.notifications.telling import tell

Clock = time_machine.Traveller
OUTBOX, RETRY_ALL = "/mail/outbox/", "/push/outbox/retry/"

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", [404, 410])
def test_a_browser_that_listens_no_more_is_removed(
    status: int, device: PushDevice, contact: User, receiver: Receiver
) -> None:
    receiver.answers = [status]
    tell(contact, make_article())
    push_all()
    assert not PushDevice.objects.exists()
    assert not OutgoingPush.objects.exists()


@pytest.mark.parametrize("said", ["600", "Wed, 04 Mar 2026 12:10:00 GMT"])
def test_a_service_that_is_busy_is_left_alone_as_long_as_it_asks(
    said: str, device: PushDevice, contact: User, receiver: Receiver, noon: Clock
) -> None:
    receiver.answers, receiver.retry_after = [429], said
    tell(contact, make_article())
    push_all()
    row = OutgoingPush.objects.get()
    assert (row.state, row.answer) == (DeliveryState.QUEUED, 429)
    assert row.due_at == timezone.now() + timedelta(minutes=10)
    noon.shift(timedelta(minutes=10))
    push_all()
    assert len(receiver.arrived) == 2
    assert OutgoingPush.objects.get().state == DeliveryState.SENT


@pytest.mark.parametrize(
    "said",
    [
        "soon",
        "99999999999999999999",
        "-5",
        "Wed, 31 Feb 2026",
        "Wed, 04 Mar 99999999999999999999 12:10:00 GMT",
    ],
)
def test_nonsense_about_when_to_come_again_is_no_trouble(
    said: str, device: PushDevice, contact: User, receiver: Receiver
) -> None:
    receiver.answers, receiver.retry_after = [503], said
    tell(contact, make_article())
    push_all()
    row = OutgoingPush.objects.get()
    assert row.state == DeliveryState.QUEUED
    assert PAUSES[0] <= row.due_at - timezone.now() <= timedelta(days=1)


def test_after_the_last_attempt_an_administrator_decides(  # noqa: PLR0917
    device: PushDevice,
    contact: User,
    administrator: User,
    client_of: ClientOf,
    receiver: Receiver,
    noon: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.answers = [500] * (len(PAUSES) + 1)
    tell(contact, make_article("Zirconium seals"))
    for pause in [*PAUSES, timedelta()]:
        push_all()
        noon.shift(pause)
    row = OutgoingPush.objects.get()
    assert (row.state, row.attempts) == (DeliveryState.DEAD, len(PAUSES) + 1)
    page = client_of(administrator).get("/mail/outbox/").content.decode()
    assert "Firefox · Windows" in page
    assert "500" in page
    assert "Zirconium" not in page
    assert "secret-of-the-address" not in page + caplog.text
    assert send_again(row)
    push_all()
    assert OutgoingPush.objects.get().state == DeliveryState.SENT
    assert not never_send(row)


def test_an_administrator_tries_all_that_was_given_up_once_more(
    device: PushDevice,
    contact: User,
    administrator: User,
    client_of: ClientOf,
    receiver: Receiver,
) -> None:
    receiver.answers = [403, 403]
    for title in ("First", "Second"):
        tell(contact, make_article(title))
    push_all()
    waiting = tell(contact, make_article("Third"))
    assert client_of(contact).post(RETRY_ALL).status_code == 403
    assert OutgoingPush.objects.filter(state=DeliveryState.DEAD).count() == 2
    client = client_of(administrator)
    page = client.get(OUTBOX).content.decode()
    assert "2 messages were given up." in page
    assert f'action="{RETRY_ALL}"' in page
    said = client.post(RETRY_ALL, follow=True).content.decode()
    assert "2 messages are sent once more." in said
    assert f'action="{RETRY_ALL}"' not in said
    assert OutgoingPush.objects.get(line=waiting[0]).attempts == 0
    push_all()
    assert set(OutgoingPush.objects.values_list("state", flat=True)) == {DeliveryState.SENT}
    assert len(receiver.arrived) == 2 + 3


@pytest.mark.usefixtures("push_on", "noon")
def test_the_page_of_what_was_given_up_costs_the_same_with_more(
    receiver: Receiver,
    administrator: User,
    client_of: ClientOf,
    assert_same_queries: Callable[..., None],
) -> None:
    def grow(n: int) -> None:
        for _number in range(n):
            person = make_person()
            add_here(client_of(person), Subscribed(f"{receiver.url}{person.pk}"))
            tick(person, Group.ANSWERS)
            tell(person, make_article())
        OutgoingPush.objects.update(state=DeliveryState.DEAD, ended_at=timezone.now())

    client = client_of(administrator)
    assert_same_queries(lambda: client.get(OUTBOX), grow)
    assert "12 messages were given up." in client.get(OUTBOX).content.decode()


@pytest.mark.parametrize("status", [302, 400, 403, 413])
def test_what_would_be_refused_again_is_given_up_at_once(
    status: int, device: PushDevice, contact: User, receiver: Receiver
) -> None:
    receiver.answers = [status]
    tell(contact, make_article())
    push_all()
    push_all()
    assert len(receiver.arrived) == 1
    row = OutgoingPush.objects.get()
    assert (row.state, row.answer) == (DeliveryState.DEAD, status)
    assert never_send(row)


def test_an_address_inside_is_asked_nothing(
    device: PushDevice, contact: User, receiver: Receiver, settings: Any
) -> None:
    settings.PUSHES_TO_PRIVATE_ADDRESSES = False  # webhooks may still lead there
    tell(contact, make_article())
    push_all()
    assert not receiver.arrived
    row = OutgoingPush.objects.get()
    assert row.state == DeliveryState.DEAD
    assert "secret" not in row.last_error


def test_a_certificate_that_is_wrong_may_be_right_later(
    device: PushDevice, contact: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = ssl.SSLCertVerificationError("certificate has expired")
    monkeypatch.setattr("knowledge.notifications.pushing.post", Mock(side_effect=error))
    tell(contact, make_article())
    push_all()
    row = OutgoingPush.objects.get()
    assert (row.state, row.due_at) == (DeliveryState.QUEUED, timezone.now() + PAUSES[0])


def test_a_device_removed_as_its_push_is_taken_holds_up_no_other(
    device: PushDevice,
    contact: User,
    client_of: ClientOf,
    receiver: Receiver,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_here(client_of(contact), Subscribed(f"{receiver.url}send/another"))
    tell(contact, make_article())

    def meanwhile(pushes: Any, **more: Any) -> OutgoingPush | None:
        found = claim(pushes, **more)
        remove_device(pk=device.pk)
        return found

    monkeypatch.setattr("knowledge.notifications.actions.pushes.claim", meanwhile)
    push_all()
    assert [arrived.path for arrived in receiver.arrived] == ["/send/another"]


def test_a_push_of_a_dead_worker_is_taken_over(
    device: PushDevice, contact: User, receiver: Receiver, noon: Clock
) -> None:
    tell(contact, make_article())
    assert claim_push(at=timezone.now())
    push_all()
    assert not receiver.arrived
    noon.shift(LEASE)
    push_all()
    assert len(receiver.arrived) == 1
