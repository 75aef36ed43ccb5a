"""With a customer on the line: from the customer's words to a passage on the clipboard."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.models import ReplyRecord
from tests.browser.conftest import Hands, Visit
from tests.factories import make_area, make_article
from tests.search.indexing import follow, forget_index

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = "/// customer\n\nUnplug the box for thirty seconds.\n\n///\n\nWrite lot 24-B on the form.\n"


@pytest.fixture
def article(settings: Any, tmp_path: Path, expert: User) -> Iterator[Article]:
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    made = make_article("Orange light on the box", owner=expert, body=BODY, areas=[make_area()])
    follow()
    yield made
    forget_index()


def _clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def test_from_any_page_a_passage_is_copied_in_three_actions(
    visit: Visit, contact: User, article: Article
) -> None:
    page = visit(contact, "/people/")
    hands = Hands(page)
    hands.press("Control+k")
    hands.write("box orange light")
    expect(page.locator("dialog [role=option]").first).to_contain_text("Unplug the box")
    hands.press("Control+Enter")
    expect(page.get_by_text("Copied")).to_have_count(1)
    assert _clipboard(page) == "Unplug the box for thirty seconds."
    assert ReplyRecord.objects.get().person == contact
    assert hands.actions <= 3


def test_the_results_page_is_worked_by_keyboard_alone(
    visit: Visit, contact: User, article: Article
) -> None:
    page = visit(contact, "/articles/")
    page.keyboard.press("/")
    page.keyboard.type("orange light")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/**")
    page.keyboard.press("Tab")
    result = page.locator(".result").first
    expect(result).to_contain_text("Orange light on the box")
    page.locator(".result a").first.focus()
    page.keyboard.press("c")
    expect(page.get_by_text("Copied")).to_have_count(1)
    page.locator(".result a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{article.get_absolute_url()}**")


def test_an_internal_passage_has_no_copy_key(visit: Visit, contact: User, article: Article) -> None:
    page = visit(contact, article.get_absolute_url())
    expect(page.locator(".passage--internal")).to_contain_text("lot 24-B")
    assert page.locator(".passage--internal copy-button").count() == 0
    assert page.locator("copy-button").count() == 1
