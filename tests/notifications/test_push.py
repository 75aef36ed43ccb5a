"""Pushes leave from the outbox, sealed and signed, for a real receiver: title and link, and nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import AwayPeriod, User
from knowledge.notifications.actions import (
    choose_deliveries,
    choose_for_area,
    mark_read,
)
from knowledge.notifications.actions.devices import remove_device
from knowledge.notifications.actions.outbox import KEPT, queue_mail
from knowledge.notifications.actions.pushes import PAUSES
from knowledge.notifications.models import (
    Delivery,
    DeliveryState,
    Group,
    Notification,
    OutgoingPush,
    PushDevice,
)
from knowledge.notifications.pushing import (
    KEPT_SECONDS,
    KEPT_URGENT_SECONDS,
    TOPIC_LENGTH,
    Pusher,
)
from knowledge.notifications.webpush import (
    MOST_BYTES,
    public_key_of,
)
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, make_team, restrict_area
from tests.notifications.receiving import Receiver
from tests.notifications.subscribing import (
    SERVER_KEY,
    Subscribed,
    add_here,
    claims_of,
    push_all,
    tick,
)
from tests.notifications.telling import tell

Clock = time_machine.Traveller
Kind = Notification.Kind


@pytest.mark.django_db
def test_an_answer_is_pushed_with_its_title_and_link_and_nothing_else(
    device: PushDevice, browser: Subscribed, contact: User, receiver: Receiver
) -> None:
    article = make_article("Boxes & lamps", owner=make_person("Hélène Vasseur"))
    tell(contact, article, word="internal words")
    push_all()
    push_all()
    [arrived] = receiver.arrived
    said = browser.open(arrived.body)
    assert said["title"] == "Boxes & lamps"
    assert said["body"] == "Hélène Vasseur answered this article"
    assert said["url"] == article.get_absolute_url()
    assert "internal" not in str(said)
    assert b"lamps" not in arrived.body
    assert len(arrived.body) < MOST_BYTES
    row = OutgoingPush.objects.get()
    assert (row.state, row.answer, row.attempts) == (DeliveryState.SENT, 204, 1)


@pytest.mark.django_db
def test_its_headers_say_who_sends_how_long_it_counts_and_what_it_replaces(
    device: PushDevice, contact: User, receiver: Receiver
) -> None:
    lamps, boxes = make_article(), make_article()
    for article, urgent in ((lamps, False), (lamps, True), (boxes, False)):
        tell(contact, article, urgent=urgent)
        push_all()
    first, second, other = (arrived.headers for arrived in receiver.arrived)
    claims = claims_of(receiver.arrived[0], receiver.url.rstrip("/"))
    assert claims["sub"] == "mailto:it@halage.example"
    assert 0 < claims["exp"] - timezone.now().timestamp() <= 24 * 3600
    assert first["authorization"].endswith(f"k={public_key_of(SERVER_KEY)}")
    assert (first["content-encoding"], first["ttl"]) == ("aes128gcm", str(KEPT_SECONDS))
    assert (first["urgency"], second["urgency"]) == ("normal", "high")
    assert second["ttl"] == str(KEPT_URGENT_SECONDS)
    assert first["topic"] == second["topic"] != other["topic"]
    assert len(first["topic"]) <= TOPIC_LENGTH


@pytest.mark.django_db
@pytest.mark.parametrize("title", ["é" * 300, "🚲" * 300, '"\\\n' * 100])
def test_the_longest_words_fit(
    title: str, device: PushDevice, browser: Subscribed, contact: User, receiver: Receiver
) -> None:
    tell(contact, make_article(title[:200], owner=make_person("🧮" * 110)), urgent=True)
    push_all()
    [arrived] = receiver.arrived
    assert len(arrived.body) < 4_096
    assert browser.open(arrived.body)["title"]


@pytest.mark.django_db
def test_it_speaks_the_persons_language(
    device: PushDevice, browser: Subscribed, contact: User, receiver: Receiver
) -> None:
    User.objects.filter(pk=contact.pk).update(interface_language="fr")
    tell(contact, make_article(owner=make_person("Yann")))
    push_all()
    said = browser.open(receiver.arrived[0].body)
    assert said["language"] == "fr"
    assert "answered" not in said["body"]


@pytest.mark.django_db
def test_nothing_is_pushed_unless_it_was_ticked(device: PushDevice, contact: User) -> None:
    article = make_article()
    tell(contact, article, kind=Kind.MENTION)
    tick(contact)
    tell(contact, article)
    assert not OutgoingPush.objects.exists()
    assert Notification.objects.filter(person=contact).count() == 2


@pytest.mark.django_db
def test_whoever_acts_and_whoever_has_left_is_not_told(device: PushDevice, contact: User) -> None:
    tell(contact, make_article(owner=contact))
    User.objects.filter(pk=contact.pk).update(is_active=False, deactivated_at=timezone.now())
    tell(User.objects.get(pk=contact.pk), make_article())
    assert not OutgoingPush.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("delivery", "on_devices", "pushed"),
    [
        (Delivery.INBOX, True, True),
        (Delivery.NOW, False, False),
        (Delivery.DAILY, None, True),
        (Delivery.OFF, True, False),
    ],
)
def test_an_area_may_be_told_otherwise(
    delivery: Delivery, on_devices: bool | None, pushed: bool, device: PushDevice, contact: User
) -> None:
    area = make_area()
    below = make_area(parent=area)
    choose_for_area(
        person=contact, area=area, group=Group.ANSWERS, delivery=delivery, on_devices=on_devices
    )
    tell(contact, make_article(), area_ids=[below.pk])
    assert OutgoingPush.objects.exists() == pushed


@pytest.mark.django_db
def test_a_device_removed_as_its_person_is_told_undoes_nothing(
    device: PushDevice, contact: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*told: Any, **more: Any) -> dict[int, int]:
        remove_device(pk=device.pk)
        return queue_mail(*told, **more)

    monkeypatch.setattr("knowledge.notifications.actions.telling.queue_mail", meanwhile)
    [line] = tell(contact, make_article())
    assert line.mail
    assert not OutgoingPush.objects.exists()


@pytest.mark.django_db
def test_unsubscribing_from_mail_leaves_the_devices_as_they_are(
    device: PushDevice, contact: User
) -> None:
    choose_deliveries(person=contact, chosen={Group.ANSWERS: Delivery.INBOX})
    [line] = tell(contact, make_article())
    assert line.mail is None
    assert OutgoingPush.objects.get().device == device


@pytest.mark.django_db
def test_after_four_in_a_row_the_rest_fold_into_one_that_tells_of_the_latest(
    device: PushDevice, browser: Subscribed, contact: User, receiver: Receiver, noon: Clock
) -> None:
    article = make_article("Lamps")
    for _number in range(6):
        tell(contact, article)
        push_all()
        noon.shift(60)
    assert len(receiver.arrived) == 4
    tell(contact, article, kind=Kind.NEEDS_INFO)
    noon.shift(3_600)
    push_all()
    assert len(receiver.arrived) == 5
    assert "needs to know" in browser.open(receiver.arrived[-1].body)["body"]
    assert OutgoingPush.objects.count() == 5


@pytest.mark.django_db
def test_quiet_hours_and_leave_hold_it_back_unless_a_customer_waits(
    device: PushDevice, contact: User, receiver: Receiver, noon: Clock
) -> None:
    article = make_article()
    noon.shift(timedelta(hours=9))
    tell(contact, article)
    push_all()
    assert not receiver.arrived
    tell(contact, article, urgent=True)
    push_all()
    assert len(receiver.arrived) == 1
    tell(contact, make_article())
    today = timezone.localdate()
    AwayPeriod.objects.create(person=contact, first_day=today, last_day=today + timedelta(days=1))
    noon.shift(timedelta(days=1))
    push_all()
    assert len(receiver.arrived) == 1
    noon.shift(timedelta(days=1))
    push_all()
    assert len(receiver.arrived) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("meanwhile", ["read", "closed", "undone", "newer"])
def test_what_was_settled_meanwhile_is_not_pushed(
    meanwhile: str, device: PushDevice, contact: User, receiver: Receiver, noon: Clock
) -> None:
    area = make_area()
    article = make_article(areas=[area])
    with transaction.atomic():
        tell(contact, article)
        transaction.set_rollback(meanwhile == "undone")
    if meanwhile == "read":
        mark_read(person=contact)
    elif meanwhile == "closed":
        restrict_area(area, make_team())
    elif meanwhile == "newer":
        receiver.answers = [503]
        push_all()
        noon.shift(30)
        tell(contact, article)
        push_all()
        noon.shift(PAUSES[0])
        receiver.arrived.clear()
    push_all()
    assert not receiver.arrived
    states = list(OutgoingPush.objects.order_by("pk").values_list("state", flat=True))
    assert states[:1] == ([] if meanwhile == "undone" else [DeliveryState.DROPPED])


@pytest.mark.django_db
def test_one_for_which_a_customer_waits_goes_before_all_that_was_due_at_the_same_hour(
    device: PushDevice, contact: User, receiver: Receiver
) -> None:
    tell(contact, make_article())
    tell(contact, make_article(), urgent=True)
    push_all()
    assert [arrived.headers["urgency"] for arrived in receiver.arrived] == ["high", "normal"]


@pytest.mark.django_db
def test_one_that_waits_for_the_morning_holds_back_none_while_a_customer_waits(
    device: PushDevice, contact: User, receiver: Receiver, noon: Clock
) -> None:
    article = make_article()
    noon.shift(timedelta(hours=9))
    receiver.answers = [503]
    tell(contact, article, urgent=True)
    push_all()
    tell(contact, article)
    noon.shift(PAUSES[0])
    push_all()
    assert [arrived.headers["urgency"] for arrived in receiver.arrived] == ["high", "high"]
    noon.shift(timedelta(hours=12))
    push_all()
    assert len(receiver.arrived) == 3


@pytest.mark.django_db
def test_what_no_worker_took_for_a_day_is_pushed_no_more(
    device: PushDevice, contact: User, receiver: Receiver, noon: Clock
) -> None:
    tell(contact, make_article())
    noon.shift(timedelta(seconds=KEPT_SECONDS + 1))
    tell(contact, make_article("Lamps"))
    push_all()
    states = OutgoingPush.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == [DeliveryState.DROPPED, DeliveryState.SENT]
    OutgoingPush.objects.update(state=DeliveryState.DEAD)
    noon.shift(KEPT + timedelta(days=1))
    Pusher().run()
    assert not OutgoingPush.objects.exists()


@pytest.mark.django_db
def test_telling_many_on_their_devices_costs_no_more_queries(
    push_on: None,
    noon: Clock,
    receiver: Receiver,
    client_of: ClientOf,
    assert_same_queries: Callable[..., None],
) -> None:
    people: list[User] = []

    def grow(n: int) -> None:
        for _number in range(n):
            person = make_person()
            for part in ("desk", "phone"):
                client = Client()
                client.force_login(person)
                add_here(client, Subscribed(f"{receiver.url}{person.pk}/{part}"))
            tick(person, Group.ANSWERS)
            people.append(person)

    fresh = [make_article() for _number in range(3)]
    assert_same_queries(lambda: tell(people, fresh.pop()), grow)
    assert OutgoingPush.objects.count() == 2 * (3 + 3 + 12)
