"""A signed-in window, hands that count, and axe."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as site
from django.test import Client
from playwright.sync_api import Browser, Error, Page
from pytest_django.live_server_helper import LiveServer

from accounts.models import User
from tests.browser.waiting import settle
from tests.joined import serve_joined_files

Visit = Callable[..., Page]
ARRIVED = "() => !document.querySelector('.htmx-request, .htmx-settling, .htmx-added')"
"""What a page asks for right after it has come is part of it."""


@dataclass
class Hands:
    """Counts what look.md counts: clicks, taps and key presses other than typing the text itself."""

    page: Page
    actions: int = 0

    def click(self, selector: str) -> None:
        """Playwright waits until a page that this leads to begins; keys wait until it listens."""
        self.actions += 1
        before = _begun(self.page)
        self.page.locator(selector).first.click()
        if _begun(self.page) != before:
            settle(self.page)

    def press(self, keys: str) -> None:
        self.actions += 1
        self.page.keyboard.press(keys)

    def write(self, text: str) -> None:
        self.page.keyboard.type(text)


def _begun(page: Page) -> float:
    """When its document began, which tells it from others; 0 while one takes the place of another."""
    try:
        begun: float = page.evaluate("performance.timeOrigin")
    except Error:
        return 0.0
    return begun


@pytest.fixture
def visit(live_server: LiveServer, chromium: Browser, settings: Any) -> Iterator[Visit]:
    """`visit(person, path)`: a window of their own. A fault in a script fails the test."""
    settings.ALLOWED_HOSTS = ["*"]
    serve_joined_files(settings)
    contexts: list[Any] = []
    faults: list[str] = []

    def open_window(person: User | None, path: str = "/", **options: Any) -> Page:
        options = {"viewport": {"width": 1280, "height": 900}} | options
        context = chromium.new_context(
            base_url=live_server.url,
            permissions=["clipboard-read", "clipboard-write"],
            **options,
        )
        contexts.append(context)
        if person is not None:
            context.add_cookies([session_of(person, live_server.url)])
        page: Page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(path)
        if options.get("java_script_enabled", True):
            settle(page)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not faults


def session_of(person: User, url: str) -> Any:
    """The cookie of somebody who is signed in there."""
    client = Client()
    client.force_login(person)
    name = site.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.fixture(scope="session")
def faults_of() -> Callable[[Page], list[str]]:
    """What axe finds (WCAG 2.2 AA and best practice), and whether something runs off the side."""
    axe = Axe()

    def look(page: Page) -> list[str]:
        page.locator("body > footer, main").last.wait_for(state="attached")
        page.wait_for_load_state()
        page.wait_for_function(ARRIVED)
        faults = [
            f"{page.url} {rule['id']}: {node['html'][:160]}"
            for rule in axe.run(page).response["violations"]
            for node in rule["nodes"]
        ]
        width, room = page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        return faults + ([f"{page.url} is {width} px wide"] if width > room else [])

    return look
