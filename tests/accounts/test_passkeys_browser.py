"""Passkeys in a real Chromium with a virtual authenticator: added, then signed in with alone."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from tests.factories import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page whose device has a fingerprint reader that always agrees."""
    opened = chromium.new_page()
    session = opened.context.new_cdp_session(opened)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield opened
    opened.context.close()


def sign_in_by_password(page: Page, address: str, person: User) -> None:
    page.goto(f"{address}/accounts/login/")
    page.fill("[name=login]", person.email)
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"{address}/")


def test_a_passkey_is_added_and_then_signs_in_alone(
    live_server: Any, page: Page, expert: User
) -> None:
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type == "error" else None)
    sign_in_by_password(page, live_server.url, expert)
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/add/")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.fill("[name=name]", "My phone")
    page.check("[name=passwordless]")
    page.get_by_role("button", name="Add the key").click()
    page.wait_for_url("**/accounts/2fa/recovery-codes/**")
    key = Authenticator.objects.get(user=expert, type=Authenticator.Type.WEBAUTHN)
    assert key.wrap().is_passwordless

    page.context.clear_cookies()
    page.goto(f"{live_server.url}/accounts/login/?next=/settings/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{live_server.url}/settings/")
    assert not troubles


def test_a_refused_passkey_is_told_in_words(live_server: Any, page: Page, expert: User) -> None:
    page.goto(f"{live_server.url}/accounts/login/")
    page.evaluate(
        "() => { navigator.credentials.get = async () => { throw new DOMException('no', 'Aborted') } }"
    )
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey was not used.")).to_be_visible()
