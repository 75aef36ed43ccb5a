"""A real Chromium for the tests marked `browser`; they are skipped where there is none."""

import os
import shutil
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from django.urls import clear_url_caches
from playwright.sync_api import Browser, Page, Route, sync_playwright
from pytest_django.live_server_helper import LiveServer

from knowledge.ui.bundles import ENTRIES, bundle
from knowledge.ui.storage import read

CANDIDATES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    """Playwright runs an event loop in this thread as long as it lives; Django's own check for one
    would refuse every query meanwhile, here and in the tests that follow in this process.
    """
    path = next(filter(None, map(shutil.which, CANDIDATES)), None)
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("CI must run the browser tests, and no Chromium is installed")
        pytest.skip("no Chromium on this machine: browser tests are left out")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def _fulfill(body: str, kind: str, route: Route) -> None:
    route.fulfill(body=body, content_type=kind)


@pytest.fixture
def gallery(settings: Any, live_server: LiveServer, chromium: Browser) -> Iterator[Page]:
    """A page at the gallery's address, with the joined files of production. A fault in a script
    fails the test.
    """
    settings.ROOT_URLCONF = "tests.ui.gallery_urls"
    clear_url_caches()
    context = chromium.new_context(
        base_url=live_server.url,
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    for entry in ENTRIES:
        joined = bundle(entry, read)
        kind = "text/css" if entry.endswith(".css") else "text/javascript"
        context.route(f"**/static/{entry}", partial(_fulfill, joined, kind))
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    clear_url_caches()
    assert not faults
