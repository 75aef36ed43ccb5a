"""The gallery in a real Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import clear_url_caches
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.joined import serve_joined_files


@pytest.fixture
def gallery(settings: Any, live_server: LiveServer, chromium: Browser) -> Iterator[Page]:
    """A page at the gallery's address, with the joined files of production. A fault in a script
    fails the test.
    """
    settings.ROOT_URLCONF = "tests.ui.gallery_urls"
    clear_url_caches()
    serve_joined_files(settings)
    context = chromium.new_context(
        base_url=live_server.url,
        viewport={"width": 1280, "height": 900},
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    clear_url_caches()
    assert not faults
