"""Devices: added by their person alone, told only where they are signed in, and not there without a key."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import deactivate_person
from accounts.models import User
from knowledge.notifications.actions import add_device, forget_devices
from knowledge.notifications.actions.devices import MOST_DEVICES, UNUSED_FOR
from knowledge.notifications.actions.pushes import BETWEEN_TESTS
from knowledge.notifications.browser_names import Browser, name_of
from knowledge.notifications.models import Group, OutgoingPush, Preference, PushDevice
from knowledge.notifications.pushing import mark_of
from tests.conftest import ClientOf
from tests.factories import PASSWORD, make_area, make_article
from tests.notifications.receiving import Receiver
from tests.notifications.subscribing import (
    AGENT,
    SERVER_KEY,
    Subscribed,
    add_here,
    push_all,
    raw,
    tick,
)
from tests.notifications.telling import tell

Clock = time_machine.Traveller
SETTINGS = "/settings/notifications/"
LOGIN = "/accounts/login/"

pytestmark = pytest.mark.django_db


def _sign_in(client: Client, person: User) -> HttpResponse:
    answer: HttpResponse = client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    return answer


def _sign_out(client: Client) -> None:
    client.post("/accounts/logout/")


@pytest.fixture
def terminal(
    push_on: None, noon: Clock, contact: User, browser: Subscribed, stranger: Client
) -> Client:
    """A shared one, where the contact signed in and is told of answers."""
    contact.set_password(PASSWORD)
    contact.save()
    _sign_in(stranger, contact)
    add_here(stranger, browser)
    tick(contact, Group.ANSWERS)
    return stranger


def _reaches(contact: User, receiver: Receiver) -> bool:
    """Whether an answer arrives at the terminal now."""
    before = len(receiver.arrived)
    tell(contact, make_article())
    push_all()
    return len(receiver.arrived) > before


def test_without_a_key_nothing_of_it_is_there(contact: User, client_of: ClientOf) -> None:
    client = client_of(contact)
    page = client.get(SETTINGS).content.decode()
    assert "push" not in page
    assert "devices" not in page
    posted = client.post(reverse("notifications:push_add"), Subscribed("https://a.example/").fields)
    assert posted.status_code == 404
    assert client.get("/push-worker.js").status_code == 404


def test_the_button_adds_the_device_and_then_each_group_may_reach_it(
    push_on: None, receiver: Receiver, browser: Subscribed, contact: User, client_of: ClientOf
) -> None:
    client = client_of(contact)
    page = client.get(SETTINGS)
    assert "Tell me on this device" in page.content.decode()
    assert "Also on my devices" not in page.content.decode()
    device = add_here(client, browser)
    assert (device.person, device.name) == (contact, "Firefox · Windows")
    page = client.get(SETTINGS)
    words = page.content.decode()
    assert "Also on my devices" in words
    assert "This device" in words
    assert not [row for row in page.context["form"].group_rows if row.on_devices.value()]
    assert browser.endpoint not in words
    fields = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    posted = fields | {"answers_on_devices": "on", "quiet_from": "20:00", "quiet_until": "07:00"}
    kept = {name: value for name, value in posted.items() if value}
    assert client.post(SETTINGS, kept).status_code == 303
    [row] = Preference.objects.all()
    assert (row.group, row.on_devices) == (Group.ANSWERS, True)
    area = make_area()
    chosen = {"area": area.pk, "group": "answers", "delivery": "daily"}
    client.post(reverse("notifications:settings_area"), chosen)
    assert Preference.objects.get(area=area).on_devices is False
    assert "not on my devices" in client.get(SETTINGS).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": "http://push.example.org/x"},
        {"endpoint": "https://10.0.0.1/x"},
        {"endpoint": "https://a\0b/"},
        {"endpoint": "https://push.example.org/" + "x" * 1_000},
        {"p256dh": "short"},
        {"p256dh": ""},
        {"auth": "AAAA"},
    ],
)
def test_what_no_browser_would_send_is_refused(
    wrong: dict[str, str], push_on: None, contact: User, client_of: ClientOf, settings: Any
) -> None:
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    good = Subscribed("https://push.example.org/x").fields
    answer = client_of(contact).post(reverse("notifications:push_add"), good | wrong)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert not PushDevice.objects.exists()


def test_adding_takes_the_token_of_a_page_or_of_the_script(push_on: None, contact: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(contact)
    url, fields = reverse("notifications:push_add"), Subscribed("https://push.example.org/x").fields
    assert client.post(url, fields).status_code == 403
    said = client.get(reverse("notifications:push_key")).json()
    assert len(raw(said["key"])) == 65
    answer = client.post(url, fields, headers={"x-csrftoken": said["token"]})
    assert answer.status_code == 204


def test_another_address_of_the_same_browser_takes_the_place_of_the_first(
    terminal: Client, contact: User, receiver: Receiver
) -> None:
    add_here(terminal, Subscribed(f"{receiver.url}send/2"), renewed="1")
    assert [device.endpoint[-1] for device in PushDevice.objects.all()] == ["2"]
    assert "can be told" in terminal.get(SETTINGS).content.decode()
    assert "can be told" not in terminal.get(SETTINGS).content.decode()
    assert _reaches(contact, receiver)


def test_another_address_adds_nothing_that_nobody_asked_for(
    terminal: Client, contact: User, colleague: User, client_of: ClientOf
) -> None:
    device = PushDevice.objects.get()
    fields = Subscribed("https://push.example.org/2").fields | {"renewed": "1"}
    url = reverse("notifications:push_add")
    assert client_of(colleague).post(url, fields).status_code == 404
    assert PushDevice.objects.get() == device
    client_of(contact).post(reverse("notifications:push_remove", args=[device.pk]))
    assert terminal.post(url, fields).status_code == 404
    assert not PushDevice.objects.exists()


def test_there_is_an_end_to_the_devices_of_one_person(push_on: None, contact: User) -> None:
    client = Client()
    client.force_login(contact)
    for number in range(MOST_DEVICES):
        browser = Browser(endpoint=f"https://push.example.org/{number}", p256dh="p", auth="a")
        add_device(person=contact, session_key="", browser=browser)
    url = reverse("notifications:push_add")
    answer = client.post(url, Subscribed("https://push.example.org/more").fields)
    assert answer.status_code == 400
    assert "remove one" in answer.json()["error"]


# Whose a shared terminal is


def test_another_person_at_the_terminal_gets_nothing_of_the_first(
    terminal: Client, contact: User, colleague: User, browser: Subscribed, receiver: Receiver
) -> None:
    colleague.set_password(PASSWORD)
    colleague.save()
    tell(contact, make_article())
    terminal.cookies.pop(_session_cookie(terminal))
    _sign_in(terminal, colleague)
    push_all()
    assert not _reaches(contact, receiver)
    assert not PushDevice.objects.exists()
    assert not OutgoingPush.objects.exists()
    add_here(terminal, browser)
    assert not _reaches(contact, receiver)
    tick(colleague, Group.ANSWERS)
    assert _reaches(colleague, receiver)


def _session_cookie(client: Client) -> str:
    """Its name; without it nobody is signed in, as in a browser that was closed and opened."""
    return next(name for name in client.cookies if name.startswith("terroir_8"))


def test_signing_out_ends_it_and_signing_in_again_does_not_bring_it_back(
    terminal: Client, contact: User, receiver: Receiver
) -> None:
    assert _reaches(contact, receiver)
    _sign_out(terminal)
    assert not PushDevice.objects.exists()
    _sign_in(terminal, contact)
    assert not _reaches(contact, receiver)


def test_it_sleeps_while_nobody_is_signed_in_and_wakes_with_its_person(
    terminal: Client, contact: User, receiver: Receiver
) -> None:
    terminal.cookies.pop(_session_cookie(terminal))
    terminal.get(LOGIN)
    assert not _reaches(contact, receiver)
    _sign_in(terminal, contact)
    assert _reaches(contact, receiver)


def test_the_sign_in_page_ends_what_was_left_behind_where_there_is_no_device(
    terminal: Client, contact: User, settings: Any
) -> None:
    terminal.cookies.pop(_session_cookie(terminal))
    assert "push-ended" not in terminal.get(LOGIN).content.decode()
    _sign_in(terminal, contact)
    _sign_out(terminal)
    assert "push-ended" in terminal.get(LOGIN).content.decode()
    settings.VAPID_PRIVATE_KEY = ""
    assert "push-ended" not in terminal.get(LOGIN).content.decode()


@pytest.mark.parametrize("how", ["elsewhere", "closed", "password", "expired"])
def test_a_session_that_ends_elsewhere_silences_it_at_once(
    how: str, terminal: Client, contact: User, client_of: ClientOf, receiver: Receiver
) -> None:
    tell(contact, make_article())
    if how == "elsewhere":
        client_of(contact).post("/accounts/sessions/")
    elif how == "closed":
        deactivate_person(contact, by=None)
    elif how == "password":
        contact.set_password("another river behind the mill")
        contact.save()
    else:
        Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))
    push_all()
    assert not receiver.arrived
    gone = forget_devices(at=timezone.now())
    assert gone == 0
    assert PushDevice.objects.exists() == (how in {"password", "expired"})


def test_its_own_new_password_does_not_silence_it(
    terminal: Client, contact: User, receiver: Receiver
) -> None:
    new = "another river behind the mill"
    fields = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    terminal.post("/accounts/password/change/", fields)
    contact.refresh_from_db()
    assert contact.check_password(new)
    assert _reaches(contact, receiver)


def test_what_was_not_used_for_long_is_forgotten_and_what_is_used_is_not(
    terminal: Client, contact: User, noon: Clock
) -> None:
    noon.shift(UNUSED_FOR - timedelta(days=1))
    assert not forget_devices(at=timezone.now())
    Session.objects.update(expire_date=timezone.now() + timedelta(days=100))
    terminal.get(SETTINGS)
    noon.shift(timedelta(days=2))
    assert not forget_devices(at=timezone.now())
    noon.shift(UNUSED_FOR)
    assert forget_devices(at=timezone.now()) == 1


def test_a_forged_cookie_says_nothing(terminal: Client, contact: User) -> None:
    terminal.cookies["terroir_push_8000"] = "forged"
    assert terminal.get(SETTINGS).context["here"] == 0
    assert PushDevice.objects.exists()


def test_a_browser_asks_whose_a_push_is(
    terminal: Client, contact: User, colleague: User, client_of: ClientOf, stranger: Client
) -> None:
    url = reverse("notifications:push_whose", args=[mark_of(contact)])
    assert terminal.get(url).status_code == 204
    assert client_of(colleague).get(url).status_code == 404
    assert Client().get(url).status_code == 302


def test_only_their_own_is_tried_now_and_then_and_removed(
    terminal: Client, colleague: User, client_of: ClientOf, receiver: Receiver, noon: Clock
) -> None:
    device = PushDevice.objects.get()
    urls = [reverse(f"notifications:push_{name}", args=[device.pk]) for name in ("test", "remove")]
    for url in urls:
        assert client_of(colleague).post(url).status_code == 404
    for _press in range(3):
        terminal.post(urls[0])
        push_all()
    assert len(receiver.arrived) == 1
    noon.shift(BETWEEN_TESTS)
    terminal.post(urls[0])
    push_all()
    assert len(receiver.arrived) == 2
    assert terminal.post(urls[1]).status_code == 303
    assert not PushDevice.objects.exists()
    assert terminal.get(SETTINGS).context["here"] == 0


def test_only_administrators_try_again_what_was_given_up(
    terminal: Client,
    contact: User,
    administrator: User,
    client_of: ClientOf,
    receiver: Receiver,
) -> None:
    receiver.answers = [400]
    tell(contact, make_article())
    push_all()
    push = OutgoingPush.objects.get()
    for name, state in (("push_retry", "queued"), ("push_drop", "dropped")):
        OutgoingPush.objects.update(state="dead")
        url = reverse(f"notifications:{name}", args=[push.pk])
        assert terminal.post(url).status_code == 403
        assert client_of(administrator).post(url).status_code == 303
        assert OutgoingPush.objects.get().state == state


def test_another_key_of_the_operator_asks_for_it_anew(
    terminal: Client, contact: User, settings: Any, receiver: Receiver
) -> None:
    assert "data-here" in terminal.get(SETTINGS).content.decode()
    settings.VAPID_PRIVATE_KEY = SERVER_KEY[:-1] + "g"
    assert not _reaches(contact, receiver)
    page = terminal.get(SETTINGS).content.decode()
    assert "Also on my devices" not in page
    assert "data-here" not in page


def test_what_was_removed_from_elsewhere_can_be_added_anew(
    terminal: Client, contact: User, client_of: ClientOf
) -> None:
    device = PushDevice.objects.get()
    client_of(contact).post(reverse("notifications:push_remove", args=[device.pk]))
    assert "data-here" not in terminal.get(SETTINGS).content.decode()


def test_the_page_costs_the_same_with_more_devices(
    push_on: None,
    contact: User,
    client_of: ClientOf,
    assert_same_queries: Callable[..., None],
) -> None:
    client = client_of(contact)
    numbers = iter(range(100))

    def grow(n: int) -> None:
        for number in (next(numbers) for _time in range(n if n == 3 else 6)):
            browser = Browser(endpoint=f"https://p.example/{number}", p256dh="p", auth="a")
            add_device(person=contact, session_key="", browser=browser)

    assert_same_queries(lambda: client.get(SETTINGS), grow)


def test_an_ordinary_page_asks_nothing_about_the_device(
    terminal: Client,
) -> None:
    terminal.get("/inbox/")
    with CaptureQueriesContext(connection) as queries:
        page = terminal.get("/inbox/")
    assert "push-leaving" in page.content.decode()
    assert not [row for row in queries if "pushdevice" in row["sql"]]


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (AGENT, "Firefox · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0 Safari/537.36 Edg/141.0", "Edge · Linux"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/141.0 Mobile Safari/537.36", "Chrome · Android"),
        ("curl/8.5", ""),
    ],
)
def test_a_device_has_the_name_that_its_person_knows(agent: str, name: str) -> None:
    assert name_of(agent) == name
