"""A lead tries a pair, sees what it does, keeps it, and a customer's word finds the article."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from knowledge.search.models import Synonym
from tests.browser.conftest import Hands, Visit
from tests.factories import make_article
from tests.search.indexing import follow, forget_index
from tests.search.pairs import LIST, NEW, delete_url, edit_url, keep

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TITLE = "Restarting the gateway"
LOOKS = [
    {"viewport": {"width": 360, "height": 800}, "color_scheme": "dark"},
    {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
]


@pytest.fixture(autouse=True)
def _shelf(settings: Any, tmp_path: Path, expert: User) -> Iterator[None]:
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    make_article(TITLE, owner=expert, body="Press the button of the gateway for ten seconds.")
    follow()
    yield
    forget_index()


def test_a_pair_is_tried_kept_and_used(visit: Visit, lead: User, contact: User) -> None:
    page = visit(lead, f"{NEW}?words=sprocket")
    hands = Hands(page)
    page.get_by_label("Also finds", exact=True).fill("gateway")
    hands.click("text=See the effect")
    expect(page.get_by_role("heading", name="1 of 2 searches changes")).to_be_in_viewport()
    expect(page.locator("[data-fate=new]")).to_contain_text(TITLE)
    assert not Synonym.objects.exists()
    hands.click("text=Keep it")
    expect(page.get_by_text("“sprocket = gateway” is kept")).to_be_visible()
    assert hands.actions <= 2
    results = visit(contact, "/search/?q=sprocket")
    expect(results.get_by_role("link", name=TITLE).first).to_be_visible()


def test_a_refused_pair_is_told_of_beside_the_effect_and_stays_typed(
    visit: Visit, lead: User
) -> None:
    keep("sprocket", "gateway", by=lead)
    page = visit(lead, f"{NEW}?words=gateway")
    page.get_by_label("Also finds", exact=True).fill("sprocket")
    page.click("text=See the effect")
    expect(page.locator("#effect")).to_contain_text("This pair is there already")
    expect(page.get_by_label("Also finds", exact=True)).to_have_value("sprocket")
    page.click("#effect a:has-text('sprocket = gateway')")
    expect(page).to_have_url(re.compile(re.escape(edit_url(Synonym.objects.get())) + "$"))


def test_it_works_without_javascript(visit: Visit, lead: User) -> None:
    page = visit(lead, NEW, java_script_enabled=False)
    page.fill("[name=words]", "sprocket")
    page.fill("[name=means]", "gateway")
    page.click("[name=preview]")
    expect(page).to_have_url(re.compile("#effect$"))
    expect(page.locator("[data-fate=new]")).to_contain_text(TITLE)
    page.click("main .button--primary")
    expect(page.locator("main")).to_contain_text("is kept")
    page.click("text=Remove")
    page.click("main .button--alarm")
    expect(page.locator("main")).to_contain_text("is removed")


@pytest.mark.parametrize("look", LOOKS, ids=["phone, dark", "wide, light"])
def test_every_state_is_accessible(
    visit: Visit, lead: User, faults_of: Callable[[Page], list[str]], look: dict[str, Any]
) -> None:
    row = keep("sprocket", "gateway", by=lead, language="fr", both_ways=False)
    page = visit(lead, LIST, **look)
    faults = faults_of(page)
    page.goto(f"{LIST}?q=nothing")
    faults += faults_of(page)
    page.goto(delete_url(row))
    faults += faults_of(page)
    page.goto(edit_url(row))
    page.get_by_label("Also finds", exact=True).fill("gateway button")
    page.click("[name=preview]")
    page.wait_for_selector("#effect-title")
    faults += faults_of(page)
    page.goto("/search/synonyms/import/")
    page.fill("[name=lines]", "sprocket")
    page.click("main .button--primary")
    page.wait_for_selector(".field__errors")
    faults += faults_of(page)
    assert not faults, "\n".join(faults)
