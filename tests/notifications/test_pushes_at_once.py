"""Several pushes are under way at once: a slow service holds up nobody but those it serves."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from accounts.outgoing import Posted
from knowledge.notifications import pushing
from knowledge.notifications.models import DeliveryState, Group, OutgoingPush, PushDevice
from knowledge.notifications.pushing import Pusher
from knowledge.notifications.under_way import AT_ONCE, AT_ONE_SERVICE
from tests.factories import make_article, make_person
from tests.notifications.conftest import Receiver
from tests.notifications.subscribing import Subscribed, add_here, push_all, tick
from tests.notifications.telling import tell

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("push_on", "noon")]
PATIENCE = 10.0
ANSWERING = 0.05


class Counted:
    """How many requests a receiver answers at the same time; each waits for `until`, and takes a moment."""

    def __init__(self, receiver: Receiver, until: threading.Event | None = None) -> None:
        self.now, self.most, self.in_vain = 0, 0, 0
        self._until, self._lock = until, threading.Lock()
        receiver.before_answer = self._answer

    def _answer(self) -> None:
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        if self._until is not None and not self._until.wait(PATIENCE):
            self.in_vain += 1
        time.sleep(ANSWERING)
        with self._lock:
            self.now -= 1


@pytest.fixture
def slow() -> Iterator[Receiver]:
    """Another service than `receiver`."""
    with Receiver() as running:
        yield running


def told(at: Receiver) -> User:
    """Somebody new who is told there."""
    person, client = make_person(), Client()
    client.force_login(person)
    add_here(client, Subscribed(f"{at.url}{person.pk}"))
    tick(person, Group.ANSWERS)
    return person


def states() -> set[str]:
    return set(OutgoingPush.objects.values_list("state", flat=True))


def test_a_slow_service_holds_up_no_other(slow: Receiver, receiver: Receiver) -> None:
    has_arrived = threading.Event()
    waiting = Counted(slow, until=has_arrived)
    receiver.before_answer = has_arrived.set
    first, second = told(slow), told(receiver)
    tell(first, make_article())
    tell(second, make_article())
    push_all()
    assert waiting.in_vain == 0
    assert states() == {DeliveryState.SENT}
    assert len(slow.arrived) == len(receiver.arrived) == 1


def test_a_service_that_answers_nobody_leaves_room_for_others(
    slow: Receiver, receiver: Receiver
) -> None:
    has_arrived = threading.Event()
    waiting = Counted(slow, until=has_arrived)
    receiver.before_answer = has_arrived.set
    for person in [told(slow) for _number in range(AT_ONCE)]:
        tell(person, make_article())
    tell(told(receiver), make_article())
    push_all()
    assert waiting.in_vain == 0
    assert waiting.most == AT_ONE_SERVICE
    assert states() == {DeliveryState.SENT}
    assert len(slow.arrived) == AT_ONCE


def test_one_device_gets_one_after_the_other(
    device: PushDevice, contact: User, receiver: Receiver
) -> None:
    counted = Counted(receiver)
    titles = ["First", "Second", "Third"]
    for title in titles:
        tell(contact, make_article(title))
    push_all()
    assert counted.most == 1
    assert len(receiver.arrived) == len(titles)


def test_what_comes_while_others_are_under_way_leaves_at_once(
    slow: Receiver, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushing, "BATCH", 1)
    has_arrived = threading.Event()
    waiting = Counted(slow, until=has_arrived)
    receiver.before_answer = has_arrived.set
    first, second = told(slow), told(receiver)
    pusher = Pusher()
    tell(first, make_article())
    assert pusher.run()
    assert pusher.run()
    assert states() == {DeliveryState.SENDING}
    tell(second, make_article())
    push_all(pusher)
    assert waiting.in_vain == 0
    assert states() == {DeliveryState.SENT}


def _posting(first: Callable[[], object]) -> Callable[..., Posted]:
    """In the place of a service: the first push does something, all arrive."""
    todo = [first]

    def post(*_given: Any, **_named: Any) -> Posted:
        if todo:
            todo.pop()()
        return Posted(204, "")

    return post


def test_a_mistake_of_ours_is_raised_and_the_others_are_noted(
    slow: Receiver, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise RuntimeError("a mistake")

    monkeypatch.setattr(pushing, "post", _posting(fail))
    for person in (told(slow), told(receiver)):
        tell(person, make_article())
    pusher = Pusher()
    with pytest.raises(RuntimeError, match="a mistake"):
        push_all(pusher)
    push_all(pusher)
    assert sorted(OutgoingPush.objects.values_list("state", flat=True)) == ["sending", "sent"]


def test_who_hands_over_asks_nothing_of_the_database(
    device: PushDevice, contact: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[object] = []
    monkeypatch.setattr(
        pushing,
        "post",
        _posting(lambda: seen.append((threading.current_thread().name, connection.connection))),
    )
    tell(contact, make_article())
    push_all()
    assert seen == [(f"push-{OutgoingPush.objects.get().pk}", None)]
