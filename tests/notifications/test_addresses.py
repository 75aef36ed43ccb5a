"""Where webhooks may lead: never inside, never elsewhere than looked up, never for long."""

import socket
import threading
from http.client import HTTPException
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from knowledge.notifications import posting
from knowledge.notifications.actions import add_webhook, announce
from knowledge.notifications.addresses import AddressRefused, resolve, split_address
from knowledge.notifications.delivering import Messenger
from knowledge.notifications.models import DeliveryState, Event, WebhookDelivery
from tests.factories import make_area
from tests.notifications.receiving import Receiver


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.org/x",
        "ftp://hooks.example.org/",
        "https://",
        "https://user:secret@hooks.example.org/",
        "https://hooks.example.org:99999/",
        "https://hooks.example.org/a b",
        "https://hooks.example.org/a\r\nHost: inside",
        "https://127.0.0.1/",
        "https://10.1.2.3/",
        "https://192.168.0.1/",
        "https://169.254.169.254/latest/meta-data/",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://255.255.255.255/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://[fe80::1]/",
        "https://[fd00::1]/",
        "https://[2002:7f00:1::]/",
        "https://[64:ff9b::a00:1]/",
        "https://[ff02::1]/",
        "javascript:alert(1)",
        "not an address",
        "https://[nonsense/",
        f"https://{'a' * 64}.example/",
        "https://\u2488.example/",
    ],
)
def test_an_address_inside_or_nonsense_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        split_address(url)


@pytest.mark.parametrize(
    ("url", "authority", "path"),
    [
        ("https://hooks.slack.com/services/T/B/x", "hooks.slack.com", "/services/T/B/x"),
        ("https://hooks.example.org:8443?a=1", "hooks.example.org:8443", "/?a=1"),
        ("https://hooks.exämple.org/", "hooks.xn--exmple-cua.org", "/"),
        ("https://[2606:4700::1111]/", "[2606:4700::1111]", "/"),
    ],
)
def test_a_public_address_is_taken_apart(url: str, authority: str, path: str) -> None:
    target = split_address(url)
    assert (target.authority, target.path) == (authority, path)


@pytest.mark.parametrize(
    "answers",
    [
        ["127.0.0.1"],
        ["93.184.215.14", "10.0.0.1"],
        ["2606:4700::1111", "::1"],
        ["fe80::1%eth0"],
        [],
    ],
)
def test_a_name_with_any_inner_address_is_refused(
    answers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 443)) for one in answers]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kw: rows)
    with pytest.raises(AddressRefused):
        resolve(split_address("https://rebinding.example.org/"))


def test_a_name_is_looked_up_once_and_the_connection_goes_there(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    real = socket.getaddrinfo

    def answer(host: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1", *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    port = receiver.url.rsplit(":", 1)[1]
    assert posting.post(f"http://hooks.example.org:{port}", b"{}", {}, private=True).status == 204
    assert asked.count("hooks.example.org") == 1
    assert receiver.arrived[0].headers["host"] == f"hooks.example.org:{port.strip('/')}"


@pytest.mark.django_db
def test_an_inner_address_is_not_even_tried(lead: User, receiver: Receiver, settings: Any) -> None:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = False
    area = make_area()
    url = receiver.url.replace("http://", "https://")
    add_webhook(area=area, by=lead, name="#x", url=url, format="terroir")
    announce(area_ids=[area.pk], event=Event.ASKED, title="T", url="/", at=timezone.now())
    Messenger().run()
    assert not receiver.arrived
    assert WebhookDelivery.objects.get().state == DeliveryState.DEAD


def test_a_receiver_that_drips_is_cut_off(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.3)
    given_up = threading.Event()
    receiver.before_answer = lambda: given_up.wait(60)
    with pytest.raises((OSError, HTTPException)):
        posting.post(receiver.url, b"{}", {}, private=True)
    given_up.set()


@pytest.mark.django_db
def test_an_address_that_no_name_server_can_be_asked_for_is_given_up_and_holds_up_nobody(
    lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(host: str, *_facts: Any, **_more: Any) -> list[Any]:
        raise UnicodeError(host)

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    area = make_area("Lamps", owners=[lead])
    for name in ("#one", "#two"):
        add_webhook(area=area, by=lead, name=name, url="https://a.example/", format="terroir")
    announce(area_ids=[area.pk], event=Event.ASKED, title="T", url="/", at=timezone.now())
    Messenger().run()
    states = WebhookDelivery.objects.values_list("state", flat=True)
    assert list(states) == [DeliveryState.DEAD, DeliveryState.DEAD]
