"""The reply panel in a page of another site: localhost in a frame of 127.0.0.1, where no cookie reaches."""

import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.apps import apps
from playwright.sync_api import FrameLocator, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.models import ChannelProfile, ReplyRecord
from tests.browser.conftest import Visit
from tests.browser.waiting import until
from tests.factories import make_area, make_article
from tests.search.indexing import follow, forget_index

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BODY = "/// customer\n\nUnplug the box for thirty seconds.\n\n///\n\nWrite lot 24-B on the form.\n"
CASE = "{terroir: 1, type: 'case', case: 'HAL-7', channel: 'email', language: 'en', text: 'orange light'}"
TOOL = """<!doctype html><html lang="en"><title>Tickets</title><h1>Case HAL-7</h1>
<label>Reply <textarea id="reply"></textarea></label><p id="record"></p>
<iframe id="panel" title="Terroir" src="{panel}/panel/" allow="clipboard-write"
 width="360" height="700"></iframe>
<script>
  const PANEL = "{panel}";
  const frame = document.querySelector("#panel");
  const sent = [];
  addEventListener("message", (event) => {
    if (event.origin !== PANEL || event.source !== frame.contentWindow) return;
    if (event.data?.terroir !== 1) return;
    sent.push(event.data.type);
    if (event.data.type === "ready") frame.contentWindow.postMessage({case}, PANEL);
    if (event.data.type !== "reply") return;
    document.querySelector("#reply").value = event.data.plain;
    document.querySelector("#record").textContent = `${event.data.case} ${event.data.record}`;
  });
</script></html>"""


@pytest.fixture
def tool(live_server: LiveServer) -> Iterator[str]:
    """The origin of a ticket tool: another site than the product's."""
    assert "//localhost:" in live_server.url
    html = TOOL.replace("{panel}", live_server.url).replace("{case}", CASE).encode()

    class Tickets(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html)

        def log_message(self, *_said: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Tickets)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def article(settings: Any, tmp_path: Path, expert: User, tool: str) -> Iterator[Article]:
    settings.INDEX_DIR = tmp_path / "index"
    settings.PANEL_ORIGINS = [tool]
    if not ChannelProfile.objects.exists():  # a test before this one emptied the tables
        import_module("knowledge.replies.migrations.0004_profiles_areas_teams").make_profiles(
            apps, None
        )
    forget_index()
    made = make_article("Orange light on the box", owner=expert, body=BODY, areas=[make_area()])
    follow()
    yield made
    forget_index()


def _panel(page: Page) -> FrameLocator:
    return page.frame_locator("#panel")


def _connect(page: Page) -> None:
    with page.expect_popup() as opened:
        _panel(page).get_by_role("link", name="Sign in to Terroir").click()
    window = opened.value
    expect(window.get_by_role("heading")).to_contain_text("127.0.0.1")
    with window.expect_event("close"):
        window.get_by_role("button", name="Connect it to").click()


def test_a_page_of_another_site_gets_the_reply_and_the_record_is_written(
    visit: Visit, contact: User, article: Article, tool: str
) -> None:
    page = visit(contact, tool)
    panel = _panel(page)
    expect(panel.get_by_role("heading", name="Who is replying?")).to_be_visible()
    _connect(page)
    expect(panel.get_by_label("What the customer says")).to_have_value("orange light")
    expect(panel.get_by_label("Case")).to_have_value("HAL-7")
    expect(panel.locator(".result")).to_have_count(1)
    expect(panel.locator(".result")).to_contain_text("Unplug the box for thirty seconds.")
    panel.get_by_role("button", name="Use").click()
    expect(page.locator("#reply")).to_have_value(re.compile("^Hello,\n\nUnplug the box"))
    record = ReplyRecord.objects.get()
    assert (record.way, record.channel, record.person) == ("panel", "email", contact)
    assert record.reference == "HAL-7"
    expect(page.locator("#record")).to_have_text(f"HAL-7 {record.pk}")


def test_what_is_collected_is_edited_before_it_goes_into_the_case(
    visit: Visit, contact: User, article: Article, tool: str
) -> None:
    page = visit(contact, tool)
    panel = _panel(page)
    _connect(page)
    panel.get_by_role("button", name="Collect").click()
    expect(panel.get_by_text("1 passage")).to_be_visible()
    panel.get_by_role("button", name="Write the reply").click()
    words = panel.get_by_label("The words of your reply")
    expect(words).to_have_value(re.compile("thirty seconds"))
    words.fill("Wait.")
    panel.get_by_role("button", name="Back to the words as composed").click()
    expect(words).to_have_value(re.compile("thirty seconds"))
    words.fill("Unplug it for a minute.")
    panel.get_by_role("button", name="Put it into the case").click()
    expect(page.locator("#reply")).to_have_value("Unplug it for a minute.")
    record = ReplyRecord.objects.get()
    assert (record.is_edited, record.tray and record.tray.reference) == (True, "HAL-7")
    expect(panel.get_by_text("1 passage")).to_be_hidden()
    panel.get_by_role("button", name="Back to the answers").click()
    panel.get_by_role("button", name="Collect").click()
    expect(panel.get_by_role("button", name="Collect")).to_have_attribute("aria-pressed", "true")
    _send(page, case="HAL-8", text="orange box")
    expect(panel.get_by_text("1 passage")).to_be_hidden()
    _send(page, case="HAL-7", text="orange light")
    expect(panel.get_by_role("button", name="Collect")).to_have_attribute("aria-pressed", "true")
    panel.get_by_role("button", name="Write the reply").click()
    expect(words).to_have_value(re.compile("thirty seconds"))
    panel.get_by_role("heading", name="Your reply").press("t")
    expect(panel.locator("[data-live]")).to_contain_text("you told it to the customer")
    told = ReplyRecord.objects.get(way="told")
    assert (told.tray and told.tray.reference, told.reference) == ("HAL-7", "HAL-7")


def test_signing_in_with_a_password_happens_in_the_window(
    visit: Visit, contact: User, article: Article, tool: str
) -> None:
    contact.set_password("the river rises")
    contact.save(update_fields=["password"])
    page = visit(None, tool)
    with page.expect_popup() as opened:
        _panel(page).get_by_role("link", name="Sign in to Terroir").click()
    window = opened.value
    window.get_by_label("E-mail").fill(contact.email)
    window.get_by_label("Password", exact=True).fill("the river rises")
    window.get_by_role("button", name="Sign in", exact=True).click()
    with window.expect_event("close"):
        window.get_by_role("button", name="Connect it to").click()
    expect(_panel(page).locator(".result")).to_have_count(1)


def test_signing_out_elsewhere_closes_the_panel_and_keeps_what_was_typed(
    visit: Visit, contact: User, article: Article, tool: str
) -> None:
    page = visit(contact, tool)
    panel = _panel(page)
    _connect(page)
    expect(panel.locator(".result")).to_have_count(1)
    contact.set_password("another long secret")
    contact.save(update_fields=["password"])
    panel.get_by_role("button", name="Use").click()
    expect(panel.get_by_role("heading", name="Who is replying?")).to_be_visible()
    expect(panel.locator("#panel-text")).to_have_value("orange light")
    assert not ReplyRecord.objects.exists()


def test_in_a_frame_on_the_same_site_the_session_is_enough(
    visit: Visit, contact: User, article: Article, tool: str, settings: Any
) -> None:
    same_site = tool.replace("127.0.0.1", "localhost")
    settings.PANEL_ORIGINS = [same_site]
    page = visit(contact, same_site)
    panel = _panel(page)
    expect(panel.locator(".result")).to_have_count(1)
    panel.get_by_role("button", name="Use").click()
    expect(page.locator("#reply")).to_have_value(re.compile("Unplug the box"))


def test_a_message_of_another_page_is_not_heard(
    visit: Visit, contact: User, article: Article, tool: str
) -> None:
    page = visit(contact, tool)
    panel = _panel(page)
    _connect(page)
    expect(panel.locator(".result")).to_have_count(1)
    inside = page.frame(url=re.compile("/panel/"))
    assert inside is not None
    inside.evaluate(
        """async () => {
            const forged = { terroir: 1, type: "case", text: "forged words", token: "x", nonce: "y" };
            postMessage(forged, "*");
            postMessage({ ...forged, type: "token" }, "*");
            await new Promise((done) => {
                addEventListener("message", () => done(), { once: true });
                postMessage("last", "*");
            });
        }"""
    )
    expect(panel.locator("#panel-text")).to_have_value("orange light")
    expect(panel.locator("[data-ask]")).to_be_visible()


def test_a_page_that_is_not_configured_cannot_show_it(
    visit: Visit, contact: User, article: Article, tool: str, settings: Any
) -> None:
    settings.PANEL_ORIGINS = ["https://tickets.example"]
    page = visit(contact)
    with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
        page.goto(tool)
    expect(_panel(page).locator("reply-panel")).to_have_count(0)


def test_alone_the_panel_copies_and_needs_no_window(
    visit: Visit, contact: User, article: Article
) -> None:
    page = visit(
        contact, "/panel/#text=orange%20light&channel=chat", viewport={"width": 360, "height": 760}
    )
    expect(page.locator(".result")).to_have_count(1)
    page.get_by_role("button", name="Use").click()
    expect(page.locator("[data-live]")).to_contain_text("Copied, and written down.")
    assert "Unplug the box" in page.evaluate("navigator.clipboard.readText()")
    assert ReplyRecord.objects.get().channel == "chat"


def _send(page: Page, **facts: str) -> None:
    page.evaluate("facts => frame.contentWindow.postMessage(facts, PANEL)",
                  {"terroir": 1, "type": "case", **facts})  # fmt: skip


def _write(panel: FrameLocator) -> None:
    panel.get_by_role("button", name="Collect").click()
    panel.get_by_role("button", name="Write the reply").click()
    expect(panel.get_by_label("The words of your reply")).to_have_value(re.compile("Unplug"))


def test_a_reply_on_its_way_does_not_reach_the_case_that_came_meanwhile(
    visit: Visit, contact: User, article: Article, tool: str
) -> None:
    page = visit(contact, tool)
    panel = _panel(page)
    _connect(page)
    _write(panel)
    held: list[Route] = []
    page.route("**/panel/finish/", lambda route: held.append(route))  # noqa: PLW0108 - it must be a function
    with page.expect_request("**/panel/finish/"):
        panel.get_by_role("button", name="Put it into the case").click()
    _send(page, case="HAL-8", text="orange box")
    expect(panel.get_by_label("Case")).to_have_value("HAL-8")
    expect(panel.get_by_label("The words of your reply")).to_be_hidden()
    expect(panel.locator(".result")).to_have_count(0)
    held[0].continue_()
    expect(panel.locator("[data-live]")).to_contain_text("Another case came meanwhile")
    expect(panel.locator(".result")).to_have_count(1)
    expect(panel.get_by_text("1 passage")).to_be_hidden()
    expect(page.locator("#reply")).to_have_value("")
    assert page.evaluate("sent").count("reply") == 0


def test_other_words_without_a_case_are_another_customer(
    visit: Visit, contact: User, article: Article, tool: str
) -> None:
    page = visit(contact, tool)
    panel = _panel(page)
    _connect(page)
    _write(panel)
    _send(page, case="HAL-7", text="orange light, says the same customer")
    expect(panel.locator("#panel-text")).to_have_value("orange light, says the same customer")
    expect(panel.get_by_text("1 passage")).to_be_visible()
    panel.get_by_role("button", name="Write the reply").click()
    words = panel.locator("[data-words]")
    expect(words).to_have_value(re.compile("Unplug"))
    _send(page, text="orange box, says another one")
    expect(words).to_be_hidden()
    expect(words).to_have_value("")
    expect(panel.get_by_label("Case")).to_have_value("")
    expect(panel.get_by_text("1 passage")).to_be_hidden()
    expect(panel.locator(".result")).to_have_count(1)


def test_a_case_waits_for_signing_in_and_is_forgotten_when_that_leads_elsewhere(
    visit: Visit, contact: User, article: Article
) -> None:
    contact.set_password("the river rises")
    contact.save(update_fields=["password"])
    page = visit(None, "/panel/#text=orange%20light")
    kept = "sessionStorage.getItem('terroir:panel-case')"

    def sign_in() -> None:
        page.get_by_label("E-mail").fill(contact.email)
        page.get_by_label("Password", exact=True).fill("the river rises")
        page.get_by_role("button", name="Sign in", exact=True).click()

    page.get_by_role("link", name="Sign in to Terroir").click()
    sign_in()
    expect(page.get_by_label("What the customer says")).to_have_value("orange light")
    expect(page.locator(".result")).to_have_count(1)
    assert page.evaluate(kept) is None
    page.context.clear_cookies()
    page.goto("/panel/#text=words%20of%20a%20customer")
    page.reload()
    page.get_by_role("link", name="Sign in to Terroir").click()
    expect(page.get_by_label("E-mail")).to_be_visible()
    assert "words of a customer" in page.evaluate(kept)
    page.goto("/accounts/login/")
    sign_in()
    expect(page.locator("body[data-person]:not([data-person=''])")).to_be_visible()
    until(page, lambda: page.evaluate(kept) is None)


def test_the_panel_is_accessible_in_all_its_states(
    visit: Visit, contact: User, article: Article, faults_of: Callable[[Page], list[str]]
) -> None:
    page = visit(contact, "/panel/?text=orange+light", viewport={"width": 360, "height": 760})
    expect(page.locator(".result")).to_have_count(1)
    faults = faults_of(page)
    page.get_by_role("button", name="Collect").click()
    expect(page.get_by_text("1 passage")).to_be_visible()
    faults += faults_of(page)
    page.get_by_role("button", name="Write the reply").click()
    expect(page.get_by_label("The words of your reply")).to_be_visible()
    faults += faults_of(page)
    page.context.clear_cookies()
    page.goto("/panel/")
    expect(page.get_by_role("heading", name="Who is replying?")).to_be_visible()
    faults += faults_of(page)
    assert not faults, "\n".join(faults)
