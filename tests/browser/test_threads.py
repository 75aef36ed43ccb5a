"""From a failed search to the expert, to an answer while it matters, and to an article."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Expertise, User
from knowledge.areas.models import Area
from knowledge.threads.actions.answering import accept_answer, give_answer
from knowledge.threads.actions.claiming import claim_thread
from knowledge.threads.models import Answer, State, Thread
from tests.browser.conftest import Hands, Visit
from tests.factories import make_answer, make_area, make_article, make_thread
from tests.search.indexing import follow, forget_index

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = "why does the inverter hum at night"
ASKED = re.compile(r"/threads/\d+/")
READY = ".queue > li[tabindex='0']"
"""The first line, once the script has made it one that takes the focus."""
TYPED_AT = "addEventListener('input', () => { window.typedAt = Date.now(); }, true)"
KEPT = """() => Object.values({...localStorage}).some(
  (kept) => kept.startsWith("{") && JSON.parse(kept).at > window.typedAt)"""
"""What is typed is kept half a second after the last letter, with the time."""


@pytest.fixture(autouse=True)
def _index(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    yield
    forget_index()


@pytest.fixture
def solar(expert: User, lead: User) -> Area:
    area = make_area("Solar", owners=[lead])
    now = timezone.now()
    Expertise.objects.create(person=expert, area=area, level=2, confirmed_by=lead, confirmed_at=now)
    return area


@pytest.fixture
def question(contact: User, solar: Area) -> Thread:
    return make_thread("Why does the inverter hum?", asker=contact, area=solar)


def test_asking_from_a_failed_search_takes_two_actions_and_nothing_is_retyped(
    visit: Visit, contact: User, solar: Area
) -> None:
    make_article("Cleaning the inverter", areas=[solar])
    follow()
    page = visit(contact, f"/search/?q={WORDS.replace(' ', '+')}")
    hands = Hands(page)
    hands.click("text=Ask the expert")
    page.wait_for_url("**/threads/ask/**")
    hands.click("main button[type=submit]:has-text('Ask')")
    page.wait_for_url(ASKED)
    thread = Thread.objects.get()
    assert (thread.title, thread.area) == (WORDS, solar)
    assert hands.actions == 2


def test_a_waiting_customer_costs_no_action_more(visit: Visit, contact: User, solar: Area) -> None:
    make_article("Cleaning the inverter", areas=[solar])
    follow()
    page = visit(contact, f"/search/?q={WORDS.replace(' ', '+')}")
    hands = Hands(page)
    hands.click("text=A customer is waiting now")
    page.wait_for_url("**/threads/ask/**")
    hands.click("main button[type=submit]:has-text('Ask')")
    page.wait_for_url(ASKED)
    assert Thread.objects.get().urgency == "now"
    assert hands.actions == 2


def test_the_letter_a_asks_from_a_result(visit: Visit, contact: User, solar: Area) -> None:
    make_article("Cleaning the inverter", areas=[solar])
    follow()
    page = visit(contact, "/search/?q=inverter")
    page.locator("#bar-search").press("ArrowDown")
    expect(page.locator(".result").first).to_be_focused()
    page.keyboard.press("a")
    page.wait_for_url("**/threads/ask/?q=inverter")
    expect(page.locator("input[name=title]")).to_have_value("inverter")


def test_without_scripts_a_question_is_asked_and_answered(
    visit: Visit, contact: User, expert: User, solar: Area
) -> None:
    follow()
    page = visit(contact, "/threads/ask/?q=why+does+it+hum", java_script_enabled=False)
    page.select_option("select[name=area]", solar.slug)
    page.click("main button[type=submit]:has-text('Ask')")
    page.wait_for_url(ASKED)
    thread = Thread.objects.get()
    page = visit(expert, thread.get_absolute_url(), java_script_enabled=False)
    page.fill("textarea[name=body]", "It is the fan.")
    page.locator(".write button[type=submit]").first.click()
    expect(page.locator("article.answer")).to_contain_text("It is the fan.")


def test_what_may_answer_appears_while_typing(visit: Visit, contact: User, solar: Area) -> None:
    make_article("The hum of the inverter", areas=[solar], body="It is the fan.")
    follow()
    page = visit(contact, "/threads/ask/")
    expect(page.locator("input[name=title]")).to_be_focused()
    page.keyboard.type("inverter hum")
    expect(page.locator("#similar")).to_contain_text("The hum of the inverter")
    expect(page.locator("select[name=area]")).to_have_value(solar.slug)


def test_what_was_typed_is_found_again_until_it_is_sent(
    visit: Visit, contact: User, solar: Area
) -> None:
    follow()
    page = visit(contact, "/threads/ask/")
    expect(page.locator("input[name=title]")).to_be_focused()
    page.evaluate(TYPED_AT)
    page.keyboard.type("Why does it hum")
    page.wait_for_function(KEPT)
    page.reload()
    page.click("text=Bring it back")
    expect(page.locator("input[name=title]")).to_have_value("Why does it hum")
    page.select_option("select[name=area]", solar.slug)
    page.click("main button[type=submit]:has-text('Ask')")
    page.wait_for_url(ASKED)
    page.goto("/threads/ask/")
    expect(page.locator("text=Bring it back")).to_be_hidden()


def test_claiming_and_answering_from_home_takes_two_actions_plus_the_answer(
    visit: Visit, expert: User, question: Thread
) -> None:
    page = visit(expert, "/")
    hands = Hands(page)
    hands.click("text=I take it")
    page.wait_for_url("**?answer=1")
    expect(page.locator("textarea[name=body]")).to_be_focused()
    hands.write("It is the fan.")
    hands.click(".write button[type=submit]")
    page.wait_for_url("**#answer-*")
    question.refresh_from_db()
    assert question.state == State.ANSWERED
    assert hands.actions <= 3


def test_the_queue_is_worked_by_keys(
    visit: Visit, contact: User, expert: User, question: Thread
) -> None:
    other = make_thread("Second", asker=contact, area=question.area)
    page = visit(expert, "/")
    page.locator(READY).focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".queue > li").nth(1)).to_be_focused()
    page.keyboard.press("p")
    expect(page.locator(f"#word-{other.pk}")).to_be_focused()
    page.keyboard.type("Ask the network")
    page.keyboard.press("Enter")
    expect(page.locator(".queue > li")).to_have_count(1)
    page.locator(READY).focus()
    page.keyboard.press("c")
    page.wait_for_url("**?answer=1")
    question.refresh_from_db()
    assert question.state == State.CLAIMED


def test_an_answered_question_becomes_a_draft_in_one_action(
    visit: Visit, contact: User, expert: User, question: Thread
) -> None:
    answer = make_answer(question, by=expert, body="It is the fan.")
    accept_answer(answer=answer, by=contact)
    page = visit(expert, question.get_absolute_url())
    hands = Hands(page)
    hands.click("text=Make it an article")
    page.wait_for_url("**/articles/drafts/**")
    expect(page.locator("textarea[name=body]")).to_have_value(re.compile(r"It is the fan\.\s*"))
    assert hands.actions == 1


def test_an_open_page_shows_who_has_it_and_the_answer_by_itself(
    visit: Visit, contact: User, expert: User, question: Thread
) -> None:
    page = visit(contact, question.get_absolute_url())
    claim_thread(thread=question, by=expert)
    expect(page.locator("#part-promise")).to_contain_text("has it")
    give_answer(thread=question, by=expert, body="It is the fan.")
    expect(page.locator("article.answer")).to_contain_text("It is the fan.")


def test_what_is_being_typed_and_read_stays_where_it_is(
    visit: Visit, contact: User, expert: User, lead: User, question: Thread
) -> None:
    for _number in range(6):
        make_answer(question, by=lead, body="Wait. " * 80, is_partial=True)
    page = visit(expert, question.get_absolute_url())
    area = page.locator("textarea[name=body]")
    area.focus()
    page.keyboard.type("It is")
    area.scroll_into_view_if_needed()
    before = _top(page)
    first = Answer.objects.earliest("pk")
    accept_answer(answer=first, by=contact)
    expect(page.locator(f"#answer-{first.pk}")).to_contain_text("Accepted")
    page.keyboard.type(" the fan.")
    expect(area).to_have_value("It is the fan.")
    expect(area).to_be_focused()
    assert abs(_top(page) - before) < 40


def _top(page: Page) -> float:
    box = page.locator("textarea[name=body]").bounding_box()
    assert box is not None
    return box["y"]


def test_others_see_who_is_answering(
    visit: Visit, contact: User, expert: User, question: Thread
) -> None:
    mine = visit(expert, question.get_absolute_url())
    mine.locator("textarea[name=body]").focus()
    mine.keyboard.type("It is")
    theirs = visit(contact, question.get_absolute_url())
    expect(theirs.locator("#part-promise")).to_contain_text("is answering")
