"""What a browser would never send is answered in words: no route of notifications fails on it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.notifications.actions import add_webhook
from tests.factories import make_area
from tests.test_nonsense import NONSENSE

FIELDS = (
    *("group", "delivery", "area", "answers", "digest_hour", "digest_weekday", "quiet", "page"),
    *("quiet_from", "quiet_until", "name", "url", "format", "is_active", "stop", "list"),
)


@pytest.mark.django_db
@pytest.mark.parametrize("value", NONSENSE.values(), ids=NONSENSE)
def test_nonsense_in_every_field_at_once_fails_nowhere(
    value: str, administrator: User, client_of: Any
) -> None:
    area = make_area("Lamps", owners=[administrator])
    webhook = add_webhook(
        area=area, by=administrator, name="#x", url="https://hooks.example.org/", format="slack"
    )
    client: Client = client_of(administrator)
    client.raise_request_exception = False
    names = ("inbox", "read_all", "settings", "settings_area", "settings_address", "following")
    urls = [reverse(f"notifications:{name}") for name in (*names, "outbox", "outbox_retry_all")]
    urls += [
        reverse("notifications:webhooks", args=[area.slug]),
        reverse("notifications:webhook", args=[webhook.pk]),
        reverse("notifications:follow", args=["area", area.pk]),
        "/mail/off/%00%ff/",
        f"/webhooks/{'9' * 30}/",
        f"/inbox/{'9' * 30}/",
    ]
    fields = dict.fromkeys(FIELDS, value)
    for url in urls:
        assert client.get(url, fields).status_code < 500, url
        assert client.post(url, fields).status_code < 500, url
        assert client.get(f"{url}?group=%ff%00").status_code < 500, url
