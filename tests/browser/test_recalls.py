"""Recalls of many replies, driven: on a phone by keyboard, and looked at by axe when the lists are long."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.actions.recalls import open_recall, settle_reply
from knowledge.replies.actions.recording import record_copy
from knowledge.replies.models import Recall, RecalledReply
from tests.browser.conftest import Visit
from tests.browser.waiting import settle
from tests.factories import make_article, make_person, revise

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE = {"width": 360, "height": 800}
WRONG = "Hold it for 5 seconds."


def _recall(owner: User, giver: User, *, mine: int, people: int) -> Recall:
    """So many replies of the giver, and one of each of so many people more."""
    article = make_article(owner=owner, short_answer=WRONG, short_answer_audience="customer")
    article = Article.objects.select_related("current__text").get(pk=article.pk)
    given = [giver] * mine + [make_person() for _each in range(people)]
    for number, person in enumerate(given):
        record_copy(
            person=person,
            article=article,
            revision=article.live,
            passage_keys=["short"],
            at=timezone.now() - timedelta(days=1) + timedelta(minutes=number),
        )
    revise(article, short_answer="Hold it for 10 seconds.")
    recall = open_recall(
        source=article, passage_key="short", wrong=WRONG, by=owner, word="Ten seconds."
    )
    first = recall.replies.filter(record__person=giver).first()
    assert first is not None
    settle_reply(reply=first, by=giver, state=RecalledReply.State.CORRECTED, note="by mail")
    return recall


@pytest.mark.parametrize(
    "look",
    [(360, "dark", "fr"), (768, "light", "en"), (1440, "dark", "en")],
)
def test_long_lists_of_recalls_are_accessible(
    look: tuple[int, str, str],
    visit: Visit,
    lead: User,
    faults_of: Callable[[Page], list[str]],
) -> None:
    width, scheme, language = look
    recall = _recall(lead, lead, mine=27, people=25)
    User.objects.filter(pk=lead.pk).update(interface_language=language)
    options: dict[str, Any] = {"color_scheme": scheme, "reduced_motion": "reduce"}
    page = visit(lead, "/replies/recalls/", viewport={"width": width, "height": 900}, **options)
    faults = []
    for path in ("/replies/recalls/", f"/replies/recalls/{recall.pk}/"):
        for number in (1, 2):
            page.goto(f"{path}?page={number}")
            page.locator("main details").evaluate_all("all => all.forEach(d => (d.open = true))")
            faults += faults_of(page)
    assert not faults, "\n".join(faults)


def test_replies_are_settled_one_after_another_by_keyboard_on_a_phone(
    visit: Visit, expert: User, contact: User
) -> None:
    recall = _recall(expert, contact, mine=30, people=0)
    page = visit(contact, "/replies/recalls/?page=2", viewport=PHONE)
    note = page.get_by_label("A word to the owner").first
    note.focus()
    page.keyboard.type("told by phone")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Customer corrected").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/replies/recalls/?page=2#open-{recall.pk}")
    settle(page)
    expect(page.get_by_role("heading", level=1)).to_contain_text("28 customers")
    expect(page.locator(f"#open-{recall.pk}")).to_be_in_viewport()
    page.keyboard.press("Tab")
    expect(page.locator(f"#open-{recall.pk} a")).to_be_focused()
    assert recall.replies.filter(note="told by phone", decided_by=contact).count() == 1
