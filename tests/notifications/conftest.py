"""A real mail server and a real receiver of webhooks, on loopback."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.notifications.receiving import Mailbox, Receiver

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
    """Where webhooks lead; private addresses are let through, because it is one."""
    settings.WEBHOOKS_TO_PRIVATE_ADDRESSES = True
    with Receiver() as running:
        yield running


@pytest.fixture
def noon() -> Iterator[time_machine.Traveller]:
    """A moment when nobody's hours are quiet; `noon.shift(…)` moves on."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def later(**units: float) -> datetime:
    return timezone.now() + timedelta(**units)
