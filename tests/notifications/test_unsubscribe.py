"""One click in a mail silences it, without signing in; only looking changes nothing."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.notifications.actions import choose_deliveries, choose_for_area
from knowledge.notifications.models import Delivery, Group, Preference
from knowledge.notifications.permissions import unsubscribe_token
from tests.factories import make_area, make_article, make_person
from tests.notifications.receiving import Mailbox
from tests.notifications.telling import send_all, tell

pytestmark = pytest.mark.django_db


def _chosen(person: User) -> dict[tuple[str, str], str]:
    rows = Preference.objects.filter(person=person).select_related("area")
    return {(row.group, str(row.area or "")): row.delivery for row in rows}


@pytest.mark.usefixtures("noon")
def test_the_link_of_a_mail_works_by_post_alone(
    contact: User, mailbox: Mailbox, settings: Any
) -> None:
    tell(contact, make_article())
    send_all()
    [message] = mailbox.messages
    link = message["List-Unsubscribe"].strip().strip("<>").removeprefix(settings.BASE_URL)
    browser = Client(enforce_csrf_checks=True)
    assert browser.get(link).status_code == 200
    assert not _chosen(contact)
    answer = browser.post(link, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert _chosen(contact) == {("answers", ""): "inbox"}
    tell(contact, make_article())
    send_all()
    assert len(mailbox.messages) == 1


def test_it_silences_the_group_in_every_area_and_leaves_what_is_off(contact: User) -> None:
    loud, silent = make_area("Loud"), make_area("Silent")
    choose_for_area(person=contact, area=loud, group=Group.ANSWERS, delivery=Delivery.NOW)
    choose_for_area(person=contact, area=silent, group=Group.ANSWERS, delivery=Delivery.OFF)
    token = unsubscribe_token(contact.pk, Group.ANSWERS)
    Client().post(reverse("notifications:unsubscribe", args=[token]))
    assert _chosen(contact) == {
        ("answers", ""): "inbox",
        ("answers", "Loud"): "inbox",
        ("answers", "Silent"): "off",
    }


def test_a_digest_stops_as_a_whole_and_mail_at_once_goes_on(contact: User) -> None:
    choose_deliveries(person=contact, chosen={Group.TALK: Delivery.NOW})
    token = unsubscribe_token(contact.pk, "daily")
    Client().post(reverse("notifications:unsubscribe", args=[token]))
    assert _chosen(contact) == {
        ("talk", ""): "now",
        ("articles", ""): "inbox",
        ("requests", ""): "inbox",
        ("followed", ""): "inbox",
    }


def test_a_token_that_was_changed_does_nothing(contact: User) -> None:
    token = unsubscribe_token(contact.pk, "daily")
    for wrong in (f"{token}x", token[1:], "nonsense", unsubscribe_token(10**9, "daily")):
        answer = Client().post(reverse("notifications:unsubscribe", args=[wrong]))
        assert answer.status_code == 404
    assert not Preference.objects.exists()


def test_the_page_speaks_the_persons_language() -> None:
    person = make_person(interface_language="fr")
    url = reverse("notifications:unsubscribe", args=[unsubscribe_token(person.pk, "daily")])
    assert '<html lang="fr"' in Client().get(url).content.decode()
