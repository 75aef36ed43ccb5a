"""The custom elements in a real browser, and axe on every section of the gallery."""

import json
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Request, Route, expect

from knowledge.ui.gallery import SECTIONS
from tests.browser.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OPTION = """<li role="option" data-href="/help/" data-copy-url="/try/copy/">First</li>
<li role="option" data-href="/help/?two">Inside</li>"""


def answer(page: Page, url: str, status: int = 200, **data: Any) -> list[Request]:
    """Answers requests to `url` and keeps them."""
    seen: list[Request] = []

    def reply(route: Route) -> None:
        seen.append(route.request)
        route.fulfill(status=status, json=data)

    page.unroute(url)
    page.route(url, reply)
    return seen


@pytest.mark.parametrize("section", SECTIONS, ids=lambda s: s.slug)
@pytest.mark.parametrize(("width", "theme"), [(360, "light"), (1280, "dark")])
def test_axe_finds_nothing_and_nothing_runs_off_the_side(
    gallery: Page, section: Any, theme: str, width: int
) -> None:
    gallery.set_viewport_size({"width": width, "height": 900})
    gallery.goto(f"/gallery/{section.slug}/?theme={theme}")
    assert gallery.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = Axe().run(gallery, options=RULES).response["violations"]
    assert not [(v["id"], [n["target"] for n in v["nodes"]]) for v in found]


def test_keys_reach_the_field_and_the_help(gallery: Page) -> None:
    gallery.goto("/gallery/frame/")
    gallery.keyboard.press("/")
    assert gallery.evaluate("document.activeElement.name") == "q"
    gallery.keyboard.type("?/")
    assert gallery.locator("#bar-search").input_value() == "?/"
    gallery.evaluate("document.activeElement.blur()")
    gallery.keyboard.press("?")
    expect(gallery.locator("#shortcuts")).to_be_visible()
    gallery.keyboard.press("Escape")
    gallery.evaluate("document.body.dataset.letterKeys = 'off'")
    gallery.keyboard.press("?")
    expect(gallery.locator("#shortcuts")).to_be_hidden()


def test_a_copy_button_puts_both_forms_on_the_clipboard(gallery: Page) -> None:
    gallery.goto("/gallery/actions/")
    sent = answer(
        gallery, "**/gallery/actions/", plain="Unplug it.", html="<p>Unplug <b>it</b>.</p>"
    )
    gallery.locator("copy-button button").first.click()
    expect(gallery.locator("[data-live]")).to_have_text("Copied")
    assert sent[0].method == "POST"
    assert "x-csrftoken" in sent[0].headers
    assert gallery.evaluate("navigator.clipboard.readText()") == "Unplug it."
    rich = gallery.evaluate(
        "navigator.clipboard.read().then(i => i[0].getType('text/html')).then(b => b.text())"
    )
    assert "<b>it</b>" in rich


def test_a_copy_that_fails_says_so(gallery: Page) -> None:
    gallery.goto("/gallery/actions/")
    answer(gallery, "**/gallery/actions/", status=500)
    gallery.locator("copy-button button").first.click()
    expect(gallery.locator("[data-live]")).to_contain_text("could not be copied")


def test_letters_act_on_a_focused_result_only(gallery: Page) -> None:
    gallery.goto("/gallery/lists/")
    sent = answer(gallery, "**/gallery/lists/", plain="x", html="x")
    gallery.keyboard.press("c")
    assert not sent
    gallery.locator("results-list [data-href]").first.focus()
    gallery.keyboard.press("c")
    expect(gallery.locator("[data-live]")).to_have_text("Copied")
    gallery.keyboard.press("ArrowDown")
    gallery.keyboard.press("ArrowDown")
    assert gallery.evaluate("document.activeElement.dataset.href") == "#3"
    gallery.keyboard.press("c")
    assert len(sent) == 1
    gallery.keyboard.press("a")
    gallery.wait_for_url("**#ask")


def editor(page: Page) -> Any:
    page.goto("/gallery/writing/")
    area = page.locator("textarea.editor__source")
    area.click()
    return area


def test_lists_go_on_and_end_by_themselves(gallery: Page) -> None:
    area = editor(gallery)
    for text in ("1. one", "two", ""):
        gallery.keyboard.type(text)
        gallery.keyboard.press("Enter")
    gallery.keyboard.type("after")
    assert area.input_value() == "1. one\n2. two\nafter"


def test_formatting_wraps_unwraps_and_is_undone(gallery: Page) -> None:
    area = editor(gallery)
    gallery.keyboard.type("word")
    gallery.keyboard.press("Shift+Home")
    gallery.keyboard.press("Control+b")
    assert area.input_value() == "**word**"
    gallery.keyboard.press("Control+b")
    assert area.input_value() == "word"
    gallery.keyboard.press("Control+z")
    assert area.input_value() == "**word**"
    gallery.keyboard.press("Control+z")
    assert area.input_value() == "word"


def test_the_toolbar_marks_what_the_customer_may_be_told(gallery: Page) -> None:
    area = editor(gallery)
    gallery.keyboard.type("Unplug it.")
    gallery.keyboard.press("Control+a")
    gallery.locator("[data-command=customer]").click()
    assert area.input_value() == "/// customer\nUnplug it.\n///\n"


def test_a_table_is_made_to_measure_and_keeps_the_text(gallery: Page) -> None:
    area = editor(gallery)
    gallery.keyboard.type("Before")
    gallery.keyboard.press("Control+a")
    gallery.locator("[data-command=table]").click()
    gallery.locator("[data-size] input").first.fill("2")
    gallery.locator("[data-size] input").last.fill("1")
    gallery.keyboard.press("Enter")
    assert area.input_value() == (
        "Before\n\n| Column 1 | Column 2 |\n| --- | --- |\n|     |     |\n"
    )


def test_tab_indents_and_escape_lets_it_leave(gallery: Page) -> None:
    area = editor(gallery)
    gallery.keyboard.type("- one")
    gallery.keyboard.press("Tab")
    assert area.input_value() == "    - one"
    gallery.keyboard.press("Shift+Tab")
    assert area.input_value() == "- one"
    gallery.keyboard.press("Escape")
    gallery.keyboard.press("Tab")
    assert gallery.evaluate("document.activeElement.tagName") != "TEXTAREA"


def test_a_file_that_is_refused_leaves_the_text_as_it_was(gallery: Page) -> None:
    area = editor(gallery)
    gallery.keyboard.type("Text")
    answer(gallery, "**/gallery/writing/", status=422, error="Too large.")
    image = {"name": "a.png", "mimeType": "image/png", "buffer": b"x"}
    gallery.locator("markdown-editor input[type=file]").set_input_files([image])
    expect(gallery.locator("[data-live]")).to_have_text("Too large.")
    assert area.input_value() == "Text"
    answer(gallery, "**/gallery/writing/", markdown="![a](attachment:k)")
    gallery.locator("markdown-editor input[type=file]").set_input_files([image])
    expect(area).to_have_value("Text![a](attachment:k)")


def test_brackets_offer_articles_with_the_keyboard(gallery: Page) -> None:
    found = [{"value": "[[bill|The bill]]", "label": "The bill", "hint": "en"}]
    answer(gallery, "**/gallery/writing/?kind=article**", results=found)
    area = editor(gallery)
    gallery.keyboard.type("See [[bi")
    expect(gallery.locator("[role=option]").first).to_have_text("The billen")
    assert area.get_attribute("aria-activedescendant")
    gallery.keyboard.press("Enter")
    assert area.input_value() == "See [[bill|The bill]]"


def test_a_draft_is_sent_with_its_version_and_takes_the_next(gallery: Page) -> None:
    sent = answer(gallery, "**/try/save/", version=4)
    gallery.goto("/try/draft/")
    gallery.locator("#t").fill("Changed")
    expect(gallery.locator("[data-when=saved]")).to_be_visible()
    assert '"version"\r\n\r\n3' in (sent[0].post_data or "")
    gallery.locator("#t").fill("Again")
    gallery.wait_for_function("() => document.querySelector('[name=version]').value === '4'")
    until(gallery, lambda: len(sent) > 1)
    assert '"version"\r\n\r\n4' in (sent[-1].post_data or "")
    assert gallery.evaluate("localStorage.getItem('terroir:draft:1:d1')") is None


@pytest.mark.parametrize("status", [401, 403, 503])
def test_what_the_server_cannot_take_is_kept_sealed_and_offered_again(
    gallery: Page, status: int
) -> None:
    answer(gallery, "**/try/save/", status=status)
    gallery.goto("/try/draft/")
    gallery.locator("#t").fill("Only here")
    expect(gallery.locator("[data-when=local]")).to_be_visible()
    kept = gallery.evaluate("localStorage.getItem('terroir:draft:1:d1')")
    assert "Only here" not in kept
    assert "sealed" in json.loads(kept)
    gallery.goto("/try/draft/")
    expect(gallery.locator("[data-when=found]")).to_be_visible()
    answer(gallery, "**/try/save/", version=4)
    gallery.locator("[data-do=restore]").click()
    expect(gallery.locator("#t")).to_have_value("Only here")
    expect(gallery.locator("[data-when=saved]")).to_be_visible()


def test_a_conflict_overwrites_nothing_and_is_said(gallery: Page) -> None:
    sent = answer(gallery, "**/try/save/", status=409, version=9)
    gallery.goto("/try/draft/")
    gallery.locator("#t").fill("Mine")
    expect(gallery.locator("[data-when=conflict]")).to_be_visible()
    gallery.locator("#t").fill("Mine too")
    gallery.wait_for_timeout(1200)
    assert len(sent) == 1
    assert gallery.locator("#t").input_value() == "Mine too"


def test_another_person_at_the_same_screen_sees_nothing(gallery: Page) -> None:
    answer(gallery, "**/try/save/", status=503)
    gallery.goto("/try/draft/?person=1")
    gallery.locator("#t").fill("Secret of one")
    expect(gallery.locator("[data-when=local]")).to_be_visible()
    gallery.evaluate(
        "localStorage.setItem('terroir:draft:1:old', JSON.stringify({plain: 'unsealed words'}))"
    )
    gallery.goto("/try/draft/?person=2")
    expect(gallery.locator("[data-when=found]")).to_be_hidden()
    assert gallery.locator("#t").input_value() == "As stored"
    forgotten = "() => !JSON.stringify({...localStorage}).includes('unsealed words')"
    gallery.wait_for_function(forgotten)
    assert "Secret of one" not in gallery.evaluate("JSON.stringify({...localStorage})")
    gallery.goto("/try/draft/?person=1")
    expect(gallery.locator("[data-when=found]")).to_be_visible()


def test_signing_out_sends_the_draft_first(gallery: Page) -> None:
    sent = answer(gallery, "**/try/save/", version=4)
    answer(gallery, "**/try/left/")
    gallery.goto("/try/draft/")
    gallery.locator("#t").fill("Last words")
    gallery.get_by_role("button", name="Leave").click()
    gallery.wait_for_url("**/try/left/")
    assert "Last words" in (sent[-1].post_data or "")
