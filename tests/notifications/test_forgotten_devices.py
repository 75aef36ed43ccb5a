"""Devices that nobody uses are forgotten daily, whether or not web push is on."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.sessions.models import Session

from accounts.models import User
from knowledge.notifications.actions.devices import UNUSED_FOR
from knowledge.notifications.models import OutgoingPush, PushDevice
from knowledge.search import worker
from tests.factories import make_article
from tests.notifications.telling import tell

Clock = time_machine.Traveller
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


def _forget_daily() -> None:
    """What the worker does once a day."""
    jobs = {job.name: job for job in worker.jobs()}
    for name in ("devices to forget", "sessions to forget"):
        assert jobs[name].every_seconds == DAY.total_seconds()
        jobs[name].run()


@pytest.mark.parametrize("is_on", [True, False])
def test_what_is_not_used_for_long_is_forgotten(
    is_on: bool, device: PushDevice, contact: User, settings: Any, noon: Clock
) -> None:
    tell(contact, make_article())
    if not is_on:
        settings.VAPID_PRIVATE_KEY = ""
    for _day in range(UNUSED_FOR.days):
        _forget_daily()
        noon.shift(DAY)
    assert not Session.objects.exists()
    device.refresh_from_db()
    assert device.session_key == ""
    noon.shift(DAY)
    _forget_daily()
    assert not PushDevice.objects.exists()
    assert not OutgoingPush.objects.exists()


def test_what_was_signed_out_while_web_push_is_off_is_forgotten(
    device: PushDevice, settings: Any
) -> None:
    settings.VAPID_PRIVATE_KEY = ""
    _forget_daily()
    assert PushDevice.objects.exists()
    Session.objects.all().delete()
    _forget_daily()
    assert not PushDevice.objects.exists()
