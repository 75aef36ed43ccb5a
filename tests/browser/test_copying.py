"""Copying in a real browser: at once, offline, while the page goes, on a terminal of several people."""

import re
from urllib.parse import urljoin

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.actions.trays import collect
from knowledge.replies.models import ReplyRecord
from tests.browser.conftest import Visit, session_of
from tests.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = "/// customer\nWait for the **green** light.\n///\n"
RECORD = re.compile("/replies/record/")
COPY = re.compile("/replies/copy/")
LOOKS = 500
"""Questions to the server, each of which takes some milliseconds."""
KEPT = "Object.keys(localStorage).filter(name => name.includes(':copy:'))"
SENT = f"async () => {{ while ({KEPT}.length) await new Promise(requestAnimationFrame); }}"
IS_COPIED = "async words => await navigator.clipboard.readText() === words"
REPLACED = """async () => {
  while (await navigator.clipboard.readText() === "mine") await new Promise(requestAnimationFrame);
}"""
HELD = """
document.addEventListener("terroir:held", ({ detail }) => {
  document.documentElement.dataset.held = detail;
});
"""
PLAIN_HTTP = """
Object.defineProperty(window, "isSecureContext", { get: () => false });
Object.defineProperty(Navigator.prototype, "clipboard", { get: () => undefined });
"""
REFUSED = """
navigator.clipboard.write = () => Promise.reject(new DOMException("no", "NotAllowedError"));
document.execCommand = () => false;
"""


@pytest.fixture
def article(expert: User) -> Article:
    return make_article(
        "Orange light",
        owner=expert,
        body=BODY,
        short_answer="Unplug the box.",
        short_answer_audience="customer",
    )


@pytest.fixture
def reading(visit: Visit, contact: User, article: Article) -> Page:
    """The article, its words held by the page."""
    page = visit(contact, "/help/")
    page.context.add_init_script(HELD)
    _read(page, article)
    return page


def _read(page: Page, article: Article) -> None:
    page.goto(article.get_absolute_url())
    expect(page.locator("html[data-held]")).to_have_count(1)


def _said(page: Page, words: str) -> None:
    expect(page.locator("[data-live]")).to_contain_text(words)


def _clipboard(page: Page) -> str:
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def _sign_in(page: Page, person: User) -> None:
    """Another shift at the same terminal: what the browser keeps stays, the session is another's."""
    site = urljoin(page.url, "/")
    page.goto("about:blank")  # a page of ours would send what waits, for who leaves
    page.context.clear_cookies()
    page.context.add_cookies([session_of(person, site)])


def _drop(route: Route) -> None:
    route.abort("internetdisconnected")


def test_a_press_copies_what_the_page_holds_and_writes_the_record(reading: Page) -> None:
    with reading.expect_response(RECORD) as sent:
        reading.keyboard.press("c")
        _said(reading, "Copied")
    assert sent.value.ok
    assert _clipboard(reading) == "Unplug the box."
    record = ReplyRecord.objects.get()
    assert (record.way, record.passages.count()) == ("copied", 1)
    reading.evaluate(SENT)


def test_a_record_is_written_though_the_tab_closes_at_once(
    live_server: LiveServer, chromium: Browser, contact: User, article: Article
) -> None:
    """In a window of its own: a request that Playwright holds up to look at it ends with its page."""
    context = chromium.new_context(base_url=live_server.url)
    context.add_cookies([session_of(contact, live_server.url)])
    context.add_init_script(HELD)
    page, other = context.new_page(), context.new_page()
    other.goto("/help/")
    _read(page, article)
    page.evaluate("document.querySelector('.article copy-button button').click()")
    page.close()
    for _look in range(LOOKS):
        if ReplyRecord.objects.exists():
            break
        other.evaluate("fetch('/healthz').then(answer => answer.text())")
    assert ReplyRecord.objects.count() == 1
    context.close()


def test_offline_the_press_copies_and_later_makes_one_record(reading: Page) -> None:
    reading.context.set_offline(True)
    reading.keyboard.press("c")
    _said(reading, "sent when the network is back")
    assert _clipboard(reading) == "Unplug the box."
    kept = reading.evaluate(f"{KEPT}.map(name => localStorage.getItem(name))")
    assert len(kept) == 1
    assert "sealed" in kept[0]
    assert "pin" not in kept[0]
    assert not ReplyRecord.objects.exists()
    with reading.expect_response(RECORD) as sent:
        reading.context.set_offline(False)
    assert sent.value.ok
    reading.evaluate(SENT)
    assert ReplyRecord.objects.count() == 1


def test_a_tray_copies_without_network_as_it_stands_in_its_field_and_is_one_record_later(
    reading: Page, contact: User, article: Article
) -> None:
    tray = collect(person=contact, article=article, passage_key="short")
    reading.goto(tray.get_absolute_url())
    expect(reading.locator("html[data-held]")).to_have_count(1)
    reading.context.set_offline(True)
    reading.locator(".desk__copy button").first.dblclick()
    _said(reading, "sent when the network is back")
    assert "Hello,\n\nUnplug the box." in _clipboard(reading)
    reading.keyboard.press("c")
    [kept] = reading.evaluate(f"{KEPT}.map(name => localStorage.getItem(name))")
    assert "sealed" in kept
    assert "Unplug" not in kept
    reading.locator("#reply").fill("Unplug it, please.")
    reading.keyboard.press("Control+Enter")
    reading.evaluate(
        f"async () => {{ while ({KEPT}.length < 2) await new Promise(requestAnimationFrame); }}"
    )
    reading.wait_for_function(IS_COPIED, arg="Unplug it, please.")  # the record is kept before
    assert not ReplyRecord.objects.exists()
    reading.context.set_offline(False)
    reading.evaluate(SENT)
    assert set(ReplyRecord.objects.values_list("tray", "is_edited")) == {
        (tray.pk, False),
        (tray.pk, True),
    }
    assert ReplyRecord.objects.count() == 2
    tray.refresh_from_db()
    assert tray.done_at


def test_what_was_sent_without_an_answer_is_sent_again_and_stays_one_record(reading: Page) -> None:
    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    reading.route(RECORD, lose_the_answer)
    reading.keyboard.press("c")
    _said(reading, "sent when the network is back")
    reading.unroute(RECORD)
    with reading.expect_response(RECORD) as sent:
        reading.goto("/help/")
    assert sent.value.ok
    reading.evaluate(SENT)
    assert ReplyRecord.objects.count() == 1


def test_a_double_press_is_one_record(reading: Page) -> None:
    """Pressed again within seconds, which a test on a busy machine may take for longer."""
    reading.evaluate("const now = Date.now(); Date.now = () => now")
    with reading.expect_response(RECORD):
        reading.locator(".article copy-button button").first.dblclick()
    with reading.expect_response(RECORD) as sent:
        reading.keyboard.press("c")
    assert sent.value.ok
    reading.evaluate(SENT)
    assert ReplyRecord.objects.count() == 1


def test_telling_is_one_key_and_leaves_the_clipboard_alone(reading: Page) -> None:
    reading.evaluate("navigator.clipboard.writeText('mine')")
    with reading.expect_response(RECORD) as sent:
        reading.keyboard.press("t")
        _said(reading, "you told it to the customer")
    assert sent.value.ok
    assert _clipboard(reading) == "mine"
    assert ReplyRecord.objects.get().way == "told"


def test_any_passage_is_told_with_the_same_letter_from_its_copy_key(reading: Page) -> None:
    reading.locator("copy-button button").last.focus()
    with reading.expect_response(RECORD) as sent:
        reading.keyboard.press("t")
    assert sent.value.ok
    record = ReplyRecord.objects.get()
    assert record.way == "told"
    assert record.passages.get().passage_key != "short"


def test_two_people_on_one_terminal_never_send_each_others_records(
    visit: Visit, contact: User, colleague: User, article: Article
) -> None:
    page = visit(contact, "/help/")
    page.context.add_init_script(HELD)
    _read(page, article)
    page.route(RECORD, _drop)
    page.keyboard.press("c")
    _said(page, "sent when the network is back")
    page.unroute(RECORD)
    _sign_in(page, colleague)
    _read(page, article)
    assert not ReplyRecord.objects.exists()
    assert page.evaluate(f"{KEPT}.length") == 1
    with page.expect_response(RECORD) as sent:
        page.keyboard.press("c")
    assert sent.value.ok
    assert ReplyRecord.objects.get().person == colleague
    _sign_in(page, contact)
    with page.expect_response(RECORD) as later:
        page.goto("/help/")
    assert later.value.ok
    page.evaluate(SENT)
    assert set(ReplyRecord.objects.values_list("person", flat=True)) == {contact.pk, colleague.pk}


def test_signing_out_sends_what_waits_first(reading: Page) -> None:
    reading.route(RECORD, _drop)
    reading.keyboard.press("c")
    _said(reading, "sent when the network is back")
    reading.unroute(RECORD)
    with reading.expect_response(RECORD) as sent:
        reading.evaluate("document.querySelector('form[data-sign-out]').requestSubmit()")
    assert sent.value.ok
    reading.wait_for_url("**/accounts/login/**")
    assert reading.evaluate(f"{KEPT}.length") == 0
    assert ReplyRecord.objects.count() == 1


def test_where_the_browser_refuses_the_text_is_shown_selected(reading: Page) -> None:
    reading.evaluate(REFUSED)
    with reading.expect_response(RECORD):
        reading.keyboard.press("c")
    text = reading.get_by_role("textbox", name="Copy this text")
    expect(text).to_have_value("Unplug the box.")
    expect(text).to_be_focused()
    assert reading.evaluate("getSelection().toString()") == "Unplug the box."
    assert ReplyRecord.objects.count() == 1


def test_on_plain_http_copying_falls_back_and_says_that_https_is_wanted(
    visit: Visit, contact: User, article: Article
) -> None:
    page = visit(contact, "/help/")
    page.context.add_init_script(HELD + PLAIN_HTTP)
    _read(page, article)
    copied = (
        "document.addEventListener('copy', () => { document.documentElement.dataset.copied = 1; })"
    )
    page.evaluate(copied)
    with page.expect_response(RECORD) as sent:
        page.keyboard.press("c")
        _said(page, "https")
    assert sent.value.ok
    expect(page.locator("html[data-copied]")).to_have_count(1)
    assert ReplyRecord.objects.count() == 1


def test_a_page_that_goes_while_its_record_is_sealed_leaves_it_sealed(reading: Page) -> None:
    reading.route(RECORD, lambda _route: None)
    reading.keyboard.press("c")
    _said(reading, "Copied")
    reading.evaluate(
        f"async () => {{ while (!{KEPT}.length) await new Promise(requestAnimationFrame); }}"
    )
    reading.evaluate("dispatchEvent(new Event('pagehide'))")
    [kept] = reading.evaluate(f"{KEPT}.map(name => localStorage.getItem(name))")
    assert "sealed" in kept
    assert "pin" not in kept


def test_nothing_readable_is_written_down_after_sign_out(reading: Page) -> None:
    reading.route(RECORD, lambda _route: None)
    kept = reading.evaluate(
        f"""() => {{
          document.querySelector('.article copy-button button').click();
          document.dispatchEvent(new CustomEvent('terroir:leaving', {{ detail: [] }}));
          dispatchEvent(new Event('pagehide'));
          return {KEPT};
        }}"""
    )
    assert kept == []


@pytest.mark.parametrize(
    ("minutes", "offline", "copied"),
    [(9, False, True), (11, False, False), (470, True, True), (490, True, False)],
)
def test_how_old_words_may_be_where_the_server_cannot_be_reached(
    reading: Page, minutes: int, offline: bool, copied: bool
) -> None:
    reading.evaluate("navigator.clipboard.writeText('mine')")
    reading.route(COPY, _drop)
    reading.context.set_offline(offline)
    reading.evaluate(f"const now = Date.now; Date.now = () => now() + {minutes * 60_000}")
    reading.keyboard.press("c")
    if copied:
        reading.evaluate(REPLACED)
    else:
        _said(reading, "could not be copied")
    assert _clipboard(reading) == ("Unplug the box." if copied else "mine")


def test_a_slow_answer_is_waited_for(reading: Page) -> None:
    """It may be that the words were withdrawn."""
    asked: list[Route] = []

    def hold(route: Route) -> None:
        asked.append(route)

    reading.route(COPY, hold)
    reading.evaluate("navigator.clipboard.writeText('mine')")
    reading.clock.install()
    reading.clock.fast_forward(300_000)
    with reading.expect_request(COPY):
        reading.keyboard.press("c")
    reading.clock.fast_forward(5_000)
    asked[0].fulfill(status=403, json={"error": "It was archived."})
    _said(reading, "archived")
    assert _clipboard(reading) == "mine"
    assert not ReplyRecord.objects.exists()


def test_a_page_that_stood_open_asks_before_it_copies(reading: Page, article: Article) -> None:
    Article.objects.update(archived_at="2026-01-01T00:00Z")
    reading.evaluate("const now = Date.now; Date.now = () => now() + 600000")
    reading.keyboard.press("c")
    _said(reading, "archived")
    assert not ReplyRecord.objects.exists()
