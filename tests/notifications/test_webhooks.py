"""Webhooks of areas: a real receiver, signed, tried again, silent about what is closed."""

import base64
import hashlib
import hmac
import ssl
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.notifications.actions import add_webhook, announce
from knowledge.notifications.actions.claiming import LEASE
from knowledge.notifications.actions.outbox import PAUSES
from knowledge.notifications.actions.webhooks import claim_delivery
from knowledge.notifications.delivering import Messenger
from knowledge.notifications.models import (
    DeliveryState,
    Event,
    Format,
    Webhook,
    WebhookDelivery,
)
from tests.conftest import ClientOf
from tests.factories import make_area, make_team, restrict_area
from tests.notifications.receiving import Arrived, Receiver

Clock = time_machine.Traveller
HOSTILE = "Why <!channel> & <https://evil.example|this> *not* [x](https://evil.example)?"


@pytest.fixture
def area(lead: User) -> Area:
    return make_area("Lamps", name_fr="Lampes", owners=[lead])


@pytest.fixture
def webhook(area: Area, lead: User, receiver: Receiver) -> Webhook:
    return _webhook(area, lead, receiver.url)


def _webhook(area: Area, lead: User, url: str, name: str = "#lamps", shape: Any = None) -> Webhook:
    return add_webhook(area=area, by=lead, name=name, url=url, format=shape or Format.TERROIR)


def _announce(*areas: Area, title: str = "Why does it blink?") -> list[WebhookDelivery]:
    return announce(
        area_ids=[area.pk for area in areas],
        event=Event.ASKED,
        title=title,
        url="/threads/7/",
        at=timezone.now(),
    )


def _post_all() -> None:
    messenger = Messenger()
    while messenger.run():
        pass


def _is_signed(arrived: Arrived, secret: str) -> bool:
    """As the specification's receivers check it, written apart from what signs."""
    key = base64.b64decode(secret.split("_", 1)[1])
    head = f"{arrived.headers['webhook-id']}.{arrived.headers['webhook-timestamp']}."
    digest = hmac.new(key, head.encode() + arrived.body, hashlib.sha256).digest()
    return arrived.headers["webhook-signature"] == f"v1,{base64.b64encode(digest).decode()}"


@pytest.mark.django_db
def test_a_question_reaches_the_receiver_signed_with_title_and_link(
    webhook: Webhook, receiver: Receiver, settings: Any
) -> None:
    _announce(webhook.area)
    _post_all()
    [arrived] = receiver.arrived
    assert arrived.json.pop("at") == WebhookDelivery.objects.get().happened_at.isoformat()
    assert {name: arrived.json[name] for name in arrived.json if name not in {"at", "id"}} == {
        "version": 1,
        "event": "thread.asked",
        "title": "Why does it blink?",
        "url": f"{settings.BASE_URL}/threads/7/",
        "area": {"name": "Lamps", "slug": "lamps"},
    }
    assert arrived.headers["webhook-id"] == arrived.json["id"]
    assert _is_signed(arrived, webhook.secret)
    assert not _is_signed(arrived, "whsec_" + base64.b64encode(b"another").decode())
    row = WebhookDelivery.objects.get()
    assert (row.state, row.answer, row.attempts) == (DeliveryState.SENT, 204, 1)
    _post_all()
    assert len(receiver.arrived) == 1


@pytest.mark.django_db
def test_a_title_calls_nobody_and_makes_no_link_in_slack(
    area: Area, lead: User, receiver: Receiver, settings: Any
) -> None:
    _webhook(area, lead, receiver.url, shape=Format.SLACK)
    _announce(area, title=HOSTILE)
    _post_all()
    said, link = receiver.arrived[0].json["text"].split("\n")
    assert said == "A question is asked · Lamps"
    assert link.startswith(f"<{settings.BASE_URL}/threads/7/|Why &lt;!channel&gt; &amp; ")
    assert link.count("<") == link.count(">") == link.count("|") == 1


@pytest.mark.django_db
def test_teams_gets_a_card_with_one_link(
    area: Area, lead: User, receiver: Receiver, settings: Any
) -> None:
    lead.interface_language = "fr"
    lead.save()
    _webhook(area, lead, receiver.url, shape=Format.TEAMS)
    _announce(area, title=HOSTILE)
    _post_all()
    [attachment] = receiver.arrived[0].json["attachments"]
    card = attachment["content"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    assert card["actions"][0]["url"] == f"{settings.BASE_URL}/threads/7/"
    assert card["body"][0]["text"].endswith("Lampes")
    assert r"\*not\* \[x\]\(https://evil.example\)?" in card["body"][1]["text"]


@pytest.mark.django_db
def test_an_area_above_is_told_and_one_beside_is_not(
    area: Area, lead: User, receiver: Receiver
) -> None:
    below = make_area("Street lamps", parent=area)
    _webhook(area, lead, receiver.url)
    _webhook(make_area("Boxes"), lead, receiver.url)
    assert [row.webhook.area for row in _announce(below)] == [area]


@pytest.mark.django_db
@pytest.mark.parametrize("closed", ["below", "beside", "above", "own"])
def test_nothing_closed_beyond_its_area_is_told(
    closed: str, lead: User, team: Team, receiver: Receiver
) -> None:
    above = make_area("Light")
    own = make_area("Lamps", parent=above)
    below = make_area("Street lamps", parent=own)
    beside = make_area("Boxes")
    restrict_area({"below": below, "beside": beside, "above": above, "own": own}[closed], team)
    _webhook(own, lead, receiver.url)
    told = bool(_announce(below, beside))
    assert told == (closed in {"above", "own"})


@pytest.mark.django_db
@pytest.mark.parametrize("closed", ["above", "own"])
def test_it_falls_silent_when_its_area_is_closed_until_a_lead_vouches_for_it_again(
    closed: str, lead: User, team: Team, receiver: Receiver, client_of: ClientOf
) -> None:
    above = make_area("Light", owners=[lead])
    own = make_area("Lamps", parent=above)
    webhook = _webhook(own, lead, receiver.url)
    restrict_area({"above": above, "own": own}[closed], team)
    assert not _announce(own)
    address = reverse("notifications:webhook", args=[webhook.pk])
    client = client_of(lead)
    assert "closed since" in client.get(address).content.decode()
    words = {"name": webhook.name, "url": webhook.url, "format": webhook.format, "is_active": "on"}
    assert client.post(address, words).status_code == 303
    assert _announce(own)
    assert "closed since" not in client.get(address).content.decode()


@pytest.mark.django_db
def test_what_was_closed_before_it_left_is_not_told(
    webhook: Webhook, team: Team, receiver: Receiver
) -> None:
    below = make_area("Street lamps", parent=webhook.area)
    _announce(below)
    restrict_area(below, team)
    _post_all()
    assert not receiver.arrived
    assert WebhookDelivery.objects.get().state == DeliveryState.DROPPED


@pytest.mark.django_db
def test_nothing_is_told_when_the_write_is_undone(webhook: Webhook, receiver: Receiver) -> None:
    with transaction.atomic():
        _announce(webhook.area)
        transaction.set_rollback(True)
    _post_all()
    assert not receiver.arrived


@pytest.mark.django_db
def test_history_and_what_is_off_are_not_told(webhook: Webhook) -> None:
    long_ago = timezone.now() - timedelta(days=2)
    facts = {"event": Event.ASKED, "title": "T", "url": "/"}
    assert not announce(area_ids=[webhook.area_id], at=long_ago, **facts)
    Webhook.objects.update(is_active=False)
    assert not announce(area_ids=[webhook.area_id], at=timezone.now(), **facts)


@pytest.mark.django_db
def test_a_failure_is_tried_again_after_pauses_that_grow_under_the_same_id(
    webhook: Webhook, receiver: Receiver, noon: Clock
) -> None:
    receiver.answers = [500, 302, 404]
    _announce(webhook.area)
    for pause in PAUSES[:3]:
        _post_all()
        assert WebhookDelivery.objects.get().state == DeliveryState.QUEUED
        noon.shift(pause)
    _post_all()
    assert len({arrived.headers["webhook-id"] for arrived in receiver.arrived}) == 1
    assert [arrived.path for arrived in receiver.arrived] == ["/"] * 4
    assert WebhookDelivery.objects.get().state == DeliveryState.SENT


@pytest.mark.django_db
def test_a_certificate_that_is_wrong_may_be_right_later(
    webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = ssl.SSLCertVerificationError("certificate has expired")
    monkeypatch.setattr("knowledge.notifications.delivering.post", Mock(side_effect=error))
    _announce(webhook.area)
    _post_all()
    assert WebhookDelivery.objects.get().state == DeliveryState.QUEUED


@pytest.mark.django_db
def test_after_the_last_attempt_a_lead_may_try_once_more(
    webhook: Webhook, receiver: Receiver, noon: Clock, lead: User, client_of: ClientOf
) -> None:
    receiver.answers = [503] * (len(PAUSES) + 1)
    _announce(webhook.area)
    for pause in [*PAUSES, timedelta()]:
        _post_all()
        noon.shift(pause)
    row = WebhookDelivery.objects.get()
    assert (row.state, row.answer) == (DeliveryState.DEAD, 503)
    client = client_of(lead)
    assert "503" in client.get(reverse("notifications:webhook", args=[webhook.pk])).content.decode()
    client.post(reverse("notifications:webhook_delivery_retry", args=[row.pk]))
    _post_all()
    assert WebhookDelivery.objects.get().state == DeliveryState.SENT


@pytest.mark.django_db
def test_a_receiver_that_is_gone_is_told_nothing_more(webhook: Webhook, receiver: Receiver) -> None:
    receiver.answers = [410]
    _announce(webhook.area)
    _post_all()
    webhook.refresh_from_db()
    assert not webhook.is_active
    assert not _announce(webhook.area)


@pytest.mark.django_db
def test_a_message_of_a_dead_worker_is_taken_over(
    webhook: Webhook, receiver: Receiver, noon: Clock
) -> None:
    [row] = _announce(webhook.area)
    assert claim_delivery(at=timezone.now()) == row
    _post_all()
    assert not receiver.arrived
    noon.shift(LEASE)
    _post_all()
    assert len(receiver.arrived) == 1


@pytest.mark.django_db
def test_announcing_costs_the_same_with_more_webhooks(
    area: Area, lead: User, receiver: Receiver, assert_same_queries: Callable[..., None]
) -> None:
    def grow(n: int) -> None:
        for _number in range(n):
            _webhook(area, lead, receiver.url, name=f"#{Webhook.objects.count()}")

    assert_same_queries(lambda: _announce(area), grow)


# The pages


@pytest.mark.django_db
def test_a_lead_adds_changes_tests_and_removes_one(
    area: Area, lead: User, receiver: Receiver, client_of: ClientOf
) -> None:
    client = client_of(lead)
    there = reverse("notifications:webhooks", args=[area.slug])
    fields = {"name": "#lamps", "url": receiver.url, "format": "terroir"}
    made = client.post(there, fields)["Location"]
    first = Webhook.objects.get().secret
    client.post(f"{made}test/")
    _post_all()
    assert receiver.arrived[0].json["event"] == "test"
    client.post(f"{made}secret/")
    assert Webhook.objects.get().secret != first
    client.post(made, fields | {"name": "#light"})
    webhook = Webhook.objects.get()
    assert (webhook.name, webhook.is_active) == ("#light", False)
    assert client.post(f"{made}remove/")["Location"] == there
    assert not Webhook.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"url": "https://10.0.0.1/"},
        {"url": "x" * 501},
        {"name": ""},
        {"format": "fax"},
        {"name": "taken"},
        {"url": "https://a\0b/"},
    ],
)
def test_a_wrong_value_is_refused_in_words(
    wrong: dict[str, str], area: Area, lead: User, client_of: ClientOf
) -> None:
    _webhook(area, lead, "https://hooks.example.org/", name="taken")
    fields = {"name": "#x", "url": "https://hooks.example.org/", "format": "slack"} | wrong
    answer = client_of(lead).post(reverse("notifications:webhooks", args=[area.slug]), fields)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Webhook.objects.count() == 1


@pytest.mark.django_db
def test_the_log_says_no_word_of_an_area_that_was_closed_to_its_reader(
    webhook: Webhook, area: Area, lead: User, administrator: User, client_of: ClientOf
) -> None:
    inner = make_area("Fraud", parent=area)
    _announce(inner, title="Zirconium seals")
    WebhookDelivery.objects.update(state=DeliveryState.DEAD, ended_at=timezone.now())
    restrict_area(inner, make_team())
    there = reverse("notifications:webhook", args=[webhook.pk])
    assert "Zirconium" in client_of(lead).get(there).content.decode()
    assert "Zirconium" not in client_of(administrator).get(there).content.decode()


@pytest.mark.django_db
def test_the_log_costs_the_same_with_more_rows(
    webhook: Webhook, lead: User, client_of: ClientOf, assert_same_queries: Callable[..., None]
) -> None:
    client: Client = client_of(lead)

    def grow(n: int) -> None:
        for _number in range(n):
            _announce(webhook.area)

    assert_same_queries(
        lambda: client.get(reverse("notifications:webhook", args=[webhook.pk])), grow
    )


@pytest.mark.django_db
def test_the_list_costs_the_same_with_more_rows(
    area: Area, lead: User, client_of: ClientOf, assert_same_queries: Callable[..., None]
) -> None:
    client: Client = client_of(lead)
    make_team()

    def grow(n: int) -> None:
        for _number in range(n):
            _webhook(area, lead, "https://hooks.example.org/", name=f"#{Webhook.objects.count()}")

    assert_same_queries(
        lambda: client.get(reverse("notifications:webhooks", args=[area.slug])), grow
    )
