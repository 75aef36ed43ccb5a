"""Nothing answers the customer: the gap is reported, taken on, written, and told."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from accounts.models import User
from knowledge.articles.models import Article, WritingRequest
from tests.articles.asking import ask_for, told
from tests.browser.conftest import Hands, Visit
from tests.factories import make_article
from tests.search.indexing import follow, forget_index

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "why does the inverter hum at night"


@pytest.fixture(autouse=True)
def _index(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    make_article("Orange light on the box")
    follow()
    yield
    forget_index()


def test_a_gap_is_reported_in_one_action_and_nothing_is_retyped(
    visit: Visit, contact: User, lead: User
) -> None:
    page = visit(contact, f"/search/?q={WORDS.replace(' ', '+')}")
    hands = Hands(page)
    hands.click("text=Report the gap")
    expect(page).to_have_url(re.compile(r"/requests/\d+/$"))
    expect(page.locator("h1")).to_contain_text(WORDS)
    assert WritingRequest.objects.get().words == WORDS
    assert hands.actions == 1
    assert told(lead) == ["request"]


def test_the_search_page_tells_who_waits_once_the_exits_are_in_sight(
    visit: Visit, contact: User
) -> None:
    asked = ask_for(WORDS)
    page = visit(contact, f"/search/?q={WORDS.replace(' ', '+')}")
    page.locator("#exits").scroll_into_view_if_needed()
    expect(page.locator(".exits")).to_contain_text("1 person waits for this already.")
    page.click("text=See what is asked for")
    page.wait_for_url(f"**{asked.get_absolute_url()}")


def test_without_scripts_every_exit_works(visit: Visit, contact: User) -> None:
    page = visit(contact, f"/search/?q={WORDS.replace(' ', '+')}", java_script_enabled=False)
    page.click("text=Tell my lead")
    expect(page.locator("input[name=words]")).to_have_value(WORDS)
    page.fill("textarea[name=note]", "Since the storm")
    page.click("text=Send it")
    expect(page).to_have_url(re.compile(r"/requests/\d+/$"))
    expect(page.locator("h1")).to_contain_text(WORDS)
    assert WritingRequest.objects.get().note == "Since the storm"


def test_an_expert_goes_from_home_to_the_published_answer(
    visit: Visit, contact: User, lead: User
) -> None:
    asked = ask_for(WORDS, by=contact, area=lead.owned_areas.get().area)
    page = visit(lead, "/")
    hands = Hands(page)
    hands.click(f"text={WORDS}")
    hands.click("text=Write it")
    hands.click("button[value=article]")
    page.wait_for_url("**/drafts/**")
    expect(page.locator("textarea[name=questions]")).to_have_value(WORDS)
    page.fill("input[name=title]", "The hum of the inverter")
    page.locator("textarea[name=body]").fill("It is the fan.")
    hands.click("button[name=publish]")
    page.wait_for_url("**/articles/the-hum-of-the-inverter/")
    asked.refresh_from_db()
    assert asked.article == Article.objects.get(title="The hum of the inverter")
    assert told(contact) == ["req_done"]
    assert hands.actions == 4
