"""A real mail server and a real receiver of webhooks, on loopback."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from knowledge.notifications.models import Group, PushDevice
from tests.conftest import ClientOf
from tests.notifications.receiving import Mailbox, Receiver
from tests.notifications.subscribing import SERVER_KEY, Subscribed, add_here, tick

logging.getLogger("mail.log").setLevel(logging.WARNING)

NOON = datetime.fromisoformat("2026-03-04T12:00:00+00:00")
"""A Wednesday in the working hours of Paris."""


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """What arrives by SMTP; the site sends there."""
    box = Mailbox()
    box.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = box.hostname, box.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    yield box
    box.stop()


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """Where webhooks and pushes lead; private addresses are let through, because it is one."""
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = settings.PUSHES_TO_PRIVATE_ADDRESSES = True
    with Receiver() as running:
        yield running


@pytest.fixture
def push_on(settings: Any) -> None:
    """The operator gave a key."""
    settings.VAPID_PRIVATE_KEY = SERVER_KEY
    settings.VAPID_SUBJECT = "mailto:it@halage.example"


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    """A moment when nobody's hours are quiet; `noon.shift(…)` moves on."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def later(**units: float) -> datetime:
    return timezone.now() + timedelta(**units)


@pytest.fixture
def browser(receiver: Receiver) -> Subscribed:
    return Subscribed(f"{receiver.url}send/secret-of-the-address")


@pytest.fixture
def device(
    push_on: None,
    noon: time_machine.Traveller,
    contact: User,
    client_of: ClientOf,
    browser: Subscribed,
) -> PushDevice:
    """The contact's, told of answers."""
    made = add_here(client_of(contact), browser)
    tick(contact, Group.ANSWERS)
    return made
