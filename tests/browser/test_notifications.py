"""Following in one click, and the screens of notifications that hold something."""

import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.notifications.actions import (
    add_webhook,
    announce,
    choose_for_area,
    follow,
    refuse_address,
)
from knowledge.notifications.models import (
    DeliveryState,
    Follow,
    MailState,
    Notification,
    OutgoingMail,
    WebhookDelivery,
)
from knowledge.notifications.permissions import unsubscribe_token
from tests.browser.conftest import Visit
from tests.factories import make_article
from tests.notifications.telling import tell

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("javascript", [True, False])
def test_one_click_follows_and_one_stops(javascript: bool, visit: Visit, contact: User) -> None:
    article = make_article("Lamps")
    page = visit(contact, article.get_absolute_url(), java_script_enabled=javascript)
    if not javascript:
        page.get_by_role("link", name="Follow").click()
    page.get_by_role("button", name="Follow Lamps").click()
    if not javascript:
        expect(page).to_have_url(re.compile(f"{article.get_absolute_url()}$"))
        page.get_by_role("link", name="Follow").click()
    expect(page.get_by_role("button", name="Following Lamps")).to_be_visible()
    assert Follow.objects.get().object_id == article.pk
    page.get_by_role("button", name="Following Lamps").click()
    if javascript:
        expect(page.get_by_role("button", name="Follow Lamps")).to_be_visible()
    else:
        expect(page).to_have_url(re.compile(f"{article.get_absolute_url()}$"))
    assert not Follow.objects.exists()


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(360, "light", "fr"), (360, "dark", "en"), (1440, "dark", "fr")],
)
def test_what_holds_something_is_accessible(  # noqa: PLR0917
    width: int,
    scheme: str,
    language: str,
    visit: Visit,
    lead: User,
    administrator: User,
    faults_of: Callable[[Page], list[str]],
) -> None:
    User.objects.update(interface_language=language)
    webhook = _something_everywhere(lead)
    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = visit(lead, "/inbox/", reduced_motion="reduce", **options)
    faults = faults_of(page)
    for path in ("/inbox/?group=talk", "/settings/notifications/", "/settings/following/", webhook):
        page.goto(path)
        faults += faults_of(page)
    page = visit(administrator, "/mail/outbox/", **options)
    faults += faults_of(page)
    token = unsubscribe_token(lead.pk, "daily")
    page = visit(None, reverse("notifications:unsubscribe", args=[token]), **options)
    faults += faults_of(page)
    with page.expect_navigation():
        page.get_by_role("button").last.click()
    faults += faults_of(page)
    assert not faults, "\n".join(faults)


def _something_everywhere(lead: User) -> str:
    """Lines, follows, a refused address, given-up mail and a webhook with a log; the latter's address."""
    area = Area.objects.get(name="Broadband")
    article = make_article("Why the first bill after a meter change looks too high", areas=[area])
    for kind in (Notification.Kind.MENTION, Notification.Kind.ANSWER, Notification.Kind.COMMENT):
        tell(lead, article, kind=kind, word="Does this hold for the K7 too?")
    for kind, thing in (("area", area), ("article", article), ("person", article.owner)):
        follow(person=lead, kind=kind, object_id=thing.pk)
    choose_for_area(person=lead, area=area, group="followed", delivery="off")  # type: ignore[arg-type]
    now = timezone.now()
    refuse_address(person=lead, address=lead.email, answer="550 no such mailbox", at=now)
    OutgoingMail.objects.filter(purpose="now").update(
        state=MailState.DEAD, attempts=9, last_error="554 looks like spam", ended_at=now
    )
    OutgoingMail.objects.filter(purpose="daily").update(attempts=1, last_error="450 try later")
    webhook = add_webhook(
        area=area, by=lead, name="#care", url="https://hooks.example.org/x", format="slack"
    )
    facts = {"title": article.title, "url": article.get_absolute_url(), "at": now}
    for event in ("thread.asked", "thread.late", "thread.solved"):
        announce(area_ids=[area.pk], event=event, **facts)
    for row, state in zip(WebhookDelivery.objects.all(), ("dead", "sent"), strict=False):
        row.state, row.answer = DeliveryState(state), 503
        row.save()
    return reverse("notifications:webhook", args=[webhook.pk])
