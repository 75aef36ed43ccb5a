"""With a customer on the line: from the customer's words to a passage on the clipboard."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.models import QuerySet
from django.urls import reverse
from playwright.sync_api import APIResponse, Page, Route, expect

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.models import ReplyRecord
from knowledge.search import searchlog
from knowledge.search.actions import save_search
from knowledge.search.models import SavedSearch, SearchLog
from tests.browser.conftest import Hands, Visit
from tests.browser.test_every_screen import VIEWS
from tests.browser.waiting import until
from tests.factories import make_area, make_article
from tests.search.indexing import follow, forget_index

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = "/// customer\n\nUnplug the box for thirty seconds.\n\n///\n\nWrite lot 24-B on the form.\n"

STANDSTILL = "const now = Date.now(); Date.now = () => now"
"""A hand is taken for still a second after it moved, however long the test needs for what comes next."""


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
    expect(page.locator("dialog[open] input")).to_be_focused()
    hands.write("box orange light")
    expect(page.locator("dialog [role=option]").first).to_contain_text("Unplug the box")
    hands.press("Control+Enter")
    expect(page.get_by_text("Copied")).to_have_count(1)
    assert _clipboard(page) == "Unplug the box for thirty seconds."
    until(page, ReplyRecord.objects.exists)
    assert ReplyRecord.objects.get().person == contact
    assert hands.actions <= 3


def test_the_results_page_is_worked_by_keyboard_alone(
    visit: Visit, contact: User, article: Article
) -> None:
    page = visit(contact, "/articles/")
    page.keyboard.press("/")
    expect(page.locator("#bar-search")).to_be_focused()
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


@pytest.fixture
def second(article: Article, expert: User) -> Article:
    body = "/// customer\n\nA meter that blinks counts, whatever the light.\n\n///\n"
    made = make_article("The meter blinks", owner=expert, body=body, areas=[make_area("Meters")])
    follow()
    return made


def _titles(page: Page) -> list[str]:
    return page.locator("results-list h2").all_inner_texts()


def test_results_follow_the_typing_in_one_entry_of_the_history(
    visit: Visit, contact: User, second: Article
) -> None:
    page = visit(contact, "/search/?q=orange+light")
    expect(page.locator(".result h2").first).to_have_text("Orange light on the box")
    before = page.evaluate("history.length")
    field = page.get_by_role("combobox", name="Search in the customer").first
    field.fill("")
    field.press_sequentially("meter blinks", delay=60)
    expect(page.locator(".result h2").first).to_have_text("The meter blinks")
    expect(page).to_have_url(re.compile(r"/search/\?q=meter\+blinks$"))
    expect(page).to_have_title(re.compile("^meter blinks"))
    expect(field).to_be_focused()
    assert page.evaluate("history.length") == before + 1
    page.go_back()
    expect(page.locator(".result h2").first).to_have_text("Orange light on the box")
    expect(field).to_have_value("orange light")
    words = SearchLog.objects.filter(person=contact, source="page").order_by("at")
    until(page, lambda: _flushed(words.filter(words="meter blinks")))
    assert words.filter(words="meter blinks").count() == 1
    assert not words.filter(words__in=["mete", "meter", "meter bl"]).exists()


def test_an_outdated_answer_is_cancelled_and_never_shown(
    visit: Visit, contact: User, second: Article
) -> None:
    page = visit(contact, "/search/")
    held: list[Route] = []
    page.route("**/search/?q=orange", lambda route: held.append(route))  # noqa: PLW0108 - a method has no place for what Playwright notes on it
    cancelled: list[str] = []
    page.on("requestfailed", lambda request: cancelled.append(request.url))
    field = page.locator("#bar-search")
    with page.expect_request("**/search/?q=orange"):
        field.fill("orange")
    field.fill("meter blinks")
    expect(page.locator(".result h2").first).to_have_text("The meter blinks")
    assert [url.rpartition("=")[2] for url in cancelled] == ["orange"]
    assert held


def test_the_hints_of_keys_do_not_stand_in_a_long_question(
    visit: Visit, contact: User, article: Article
) -> None:
    page = visit(contact, "/articles/")
    hints = page.locator(".search__keys")
    expect(hints).to_be_visible()
    page.goto(page.url.replace("/articles/", "/search/?q=orange+light"))
    expect(page.locator("#bar-search")).to_have_value("orange light")
    expect(hints).to_be_hidden()


def test_new_results_wait_while_the_focus_is_in_the_old_ones(
    visit: Visit, contact: User, second: Article
) -> None:
    page = visit(contact, "/search/?q=orange+light")
    old = _titles(page)
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/search/?q=meter**", lambda route: held.append((route, route.fetch())))
    page.locator("#bar-search").fill("meter blinks")
    until(page, lambda: held)
    page.locator(".result a").first.focus()
    for route, answer in held:
        route.fulfill(response=answer)
    later = page.get_by_role("button", name="Show new results")
    expect(later).to_be_visible()
    assert _titles(page) == old
    later.press("Enter")
    expect(page.locator(".result h2").first).to_have_text("The meter blinks")
    expect(page.locator(".result").first).to_be_focused()
    expect(later).to_be_hidden()


def test_new_results_wait_while_the_pointer_moves_over_the_old_ones(
    visit: Visit, contact: User, second: Article
) -> None:
    page = visit(contact, "/search/?q=orange+light")
    old = _titles(page)
    field = page.locator("#bar-search")
    box = page.locator(".result").first.bounding_box()
    assert box
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/search/?q=meter**", lambda route: held.append((route, route.fetch())))
    field.fill("meter blinks")
    until(page, lambda: held)
    page.evaluate(STANDSTILL)
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.move(box["x"] + 24, box["y"] + 20)
    for route, answer in held:
        route.fulfill(response=answer)
    expect(page.get_by_role("button", name="Show new results")).to_be_visible()
    assert _titles(page) == old
    page.mouse.move(5, 5)
    expect(page.locator(".result h2").first).to_have_text("The meter blinks")


def test_what_is_done_right_after_typing_is_done_to_the_new_results(
    visit: Visit, contact: User, second: Article
) -> None:
    page = visit(contact, "/search/?q=orange+light")
    field = page.locator("#bar-search")
    field.fill("meter blinks")
    field.press("Control+Enter")
    expect(page.get_by_text("Copied")).to_have_count(1)
    assert _clipboard(page) == "A meter that blinks counts, whatever the light."
    field.fill("orange light")
    field.press("ArrowDown")
    expect(page.locator(".result").first).to_be_focused()
    expect(page.locator(".result h2").first).to_have_text("Orange light on the box")


def test_a_filter_narrows_in_place_and_stays_in_the_address(
    visit: Visit, contact: User, second: Article
) -> None:
    page = visit(contact, "/search/?q=light")
    page.get_by_label("Meters").check()
    expect(page).to_have_url(re.compile("area=meters"))
    expect(page.locator(".result")).to_have_count(1)
    expect(page.get_by_label("Meters")).to_be_focused()
    page.locator("#bar-search").click()  # the pointer leaves the results
    page.locator("#bar-search").fill("meter blinks")
    expect(page).to_have_url(re.compile(r"area=meters.*q=meter\+blinks"))
    page.go_back()
    expect(page).to_have_url(re.compile("area=meters"))


def test_the_copy_key_says_why_an_internal_passage_does_not_copy(
    visit: Visit, contact: User, article: Article
) -> None:
    page = visit(contact, "/search/?q=lot+24-B")
    page.locator(".result a").first.focus()
    page.keyboard.press("c")
    expect(page.locator("[data-live]")).to_contain_text("stays in the house")


def test_operators_complete_by_keyboard(visit: Visit, contact: User, second: Article) -> None:
    page = visit(contact, "/")
    expect(page.locator("#bar-search")).to_be_focused()
    page.keyboard.type("blinks area:met")
    expect(page.get_by_role("option", name="Meters")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#bar-search")).to_have_value("blinks area:meters ")
    page.keyboard.press("Enter")
    expect(page.locator(".result h2").first).to_have_text("The meter blinks")


def test_results_wait_while_an_operator_is_chosen(
    visit: Visit, contact: User, second: Article
) -> None:
    page = visit(contact, "/search/?q=light")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator("#bar-search").fill("light area:met")
    expect(page.get_by_role("option", name="Meters")).to_be_visible()
    page.wait_for_timeout(400)
    assert not [url for url in asked if "/search/?q=" in url]
    page.locator("#bar-search").press("Enter")
    expect(page.locator(".result")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"q=light\+area%3Ameters$"))


def test_a_search_is_saved_told_of_and_deleted_by_keyboard(
    visit: Visit, contact: User, article: Article
) -> None:
    page = visit(contact, "/search/?q=orange+light")
    page.get_by_text("Save this search").focus()
    page.locator("summary", has_text="Save this search").press("Enter")
    page.get_by_label("Name").fill("Lamps")
    page.get_by_label("Name").press("Enter")
    expect(page.get_by_text("“Lamps” is saved.")).to_be_visible()
    page.goto("/search/")
    page.get_by_role("button", name="Tell me about new results of “Lamps”").press("Enter")
    expect(page.get_by_role("button", name="Tells me")).to_be_visible()
    assert SavedSearch.objects.get().seen == [f"article:{article.pk}"]
    page.get_by_role("link", name="Change “Lamps”").press("Enter")
    page.get_by_role("button", name="Delete this saved search").press("Enter")
    expect(page.get_by_text("“Lamps” is deleted.")).to_be_visible()
    assert not SavedSearch.objects.exists()


def test_everything_works_without_scripts(visit: Visit, contact: User, second: Article) -> None:
    page = visit(contact, "/", java_script_enabled=False)
    page.locator("#bar-search").fill("light")
    page.locator("#bar-search").press("Enter")
    expect(page.locator(".result")).to_have_count(2)
    page.get_by_label("Meters").check()
    page.get_by_role("button", name="Filter").click()
    expect(page).to_have_url(re.compile("area=meters"))
    expect(page.locator(".result h2").first).to_have_text("The meter blinks")
    page.locator("summary", has_text="Save this search").click()
    page.get_by_label("Tell me about new results").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("“light” is saved.")).to_be_visible()
    assert SavedSearch.objects.get().query == "q=light&area=meters"
    expect(page.locator(".preview")).to_be_hidden()


def _flushed(rows: QuerySet[SearchLog]) -> bool:
    """Whether these are among what is logged, when all that was collected is written."""
    searchlog.flush()
    return rows.exists()


def test_leaving_without_a_result_is_noted_and_opening_one_is_not(
    visit: Visit, contact: User, article: Article
) -> None:
    page = visit(contact, "/search/?q=orange+light")
    page.goto("/articles/")
    left = SearchLog.objects.filter(words="orange light", left_at__isnull=False)
    until(page, lambda: _flushed(left))
    page.goto("/search/?q=lot+24-B")
    page.locator(".result a").first.click()
    page.wait_for_url(f"**{article.get_absolute_url()}**")
    opened = SearchLog.objects.filter(words="lot 24-B", outcome="opened")
    until(page, lambda: _flushed(opened))
    assert opened.get().left_at is None


def test_the_key_of_the_bookmarklet_is_dragged_and_says_so(
    visit: Visit, contact: User, article: Article
) -> None:
    page = visit(contact, "/search/browser/")
    key = page.get_by_role("link", name="Search in Terroir")
    code = key.get_attribute("href") or ""
    key.click()
    expect(page.locator("[data-live]")).to_contain_text("Drag it to your bookmarks bar")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('h1'))")
    with page.expect_popup() as popup:
        page.evaluate(code.removeprefix("javascript:").replace("%20", " ").replace("%27", "'"))
    small = popup.value
    small.wait_for_load_state()
    expect(small.locator("#bar-search")).to_have_value("Search from your browser")
    expect(small.locator(".bar nav")).to_be_hidden()


@pytest.mark.parametrize("view", VIEWS)
def test_the_search_screens_are_accessible_with_all_that_can_be_open(
    view: str, visit: Visit, lead: User, second: Article, faults_of: Callable[[Page], list[str]]
) -> None:
    options = VIEWS[view]
    User.objects.filter(pk=lead.pk).update(interface_language=options["language"])
    saved = save_search(person=lead, name="Lamps", query="q=lamps", tells=True, seen=[])
    page = visit(
        lead,
        viewport={"width": options["width"], "height": 900},
        color_scheme=options["scheme"],
        reduced_motion="reduce",
    )
    faults = []
    for screen in (
        "/search/",
        "/search/?q=orange+light&explain=1",
        "/search/?q=orange+zebra+quagga+area:nowhere",
        "/search/?q=orange+ligt",
        "/search/?q=zebra",
        "/search/?q=orange&window=small",
        reverse("search:saved_rename", args=[saved.pk]),
    ):
        page.goto(screen)
        faults += faults_of(page)
    page.goto("/search/?q=orange+light")
    for menu in page.locator("main summary.button").all():
        menu.click()
        faults += faults_of(page)
    page.locator("#bar-search").fill("light area:met")
    expect(page.locator(".suggest__list [role=option]")).to_have_count(1)
    faults += faults_of(page)
    assert not faults, "\n".join(faults)
