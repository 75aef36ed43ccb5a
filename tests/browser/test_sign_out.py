"""Signing out leaves nothing readable on a shared terminal, from whichever page it is done."""

import json

import pytest
from playwright.sync_api import Page

from accounts.models import User
from tests.browser.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MENU, ASKED, SESSIONS = "/settings/", "/accounts/logout/", "/accounts/sessions/"
SEALED = {"at": 1, "iv": "AAAA", "sealed": "AAAA"}
READABLE = {"at": 1, "plain": '{"title": "Mr Roux"}'}


def _keep(page: Page, person: User) -> dict[str, str]:
    """Drafts of theirs on the device: one as browsers keep it, one as they do without cryptography."""
    kept = {
        f"terroir:draft:{person.pk}:{name}": json.dumps(value)
        for name, value in (("1", SEALED), ("2", READABLE))
    }
    page.evaluate("(kept) => Object.assign(localStorage, kept)", kept)
    return kept


def _kept(page: Page) -> list[str]:
    found: list[str] = page.evaluate(
        "Object.keys(localStorage).filter((name) => name.startsWith('terroir:draft:')).sort()"
    )
    return found


@pytest.mark.parametrize("path", [MENU, ASKED, SESSIONS])
def test_readable_drafts_go_and_sealed_ones_stay_sealed(
    path: str, visit: Visit, expert: User
) -> None:
    page = visit(expert, "/help/")
    sealed, _readable = sorted(_keep(page, expert))
    page.goto(path)
    if path == MENU:
        page.locator("summary", has_text="Your profile").click()
    page.locator("main" if path != MENU else ".menu").get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert _kept(page) == [sealed]


def test_who_is_asked_and_stays_keeps_all(visit: Visit, expert: User) -> None:
    page = visit(expert, "/help/")
    kept = _keep(page, expert)
    page.goto(ASKED)
    page.get_by_role("link", name="Stay signed in").click()
    page.wait_for_url(lambda url: "logout" not in url)
    page.wait_for_load_state()
    assert _kept(page) == sorted(kept)
