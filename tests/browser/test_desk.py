"""The reply desk in a real browser: collected in place, composed, edited, copied with one key."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from accounts.models import User
from knowledge.replies.models import PassageEdit, ReplyRecord, Tray
from tests.browser.conftest import Visit
from tests.browser.waiting import settle
from tests.factories import make_article

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
YES = {"short_answer": "Yes, you may keep it.", "short_answer_audience": "customer"}


def test_collected_with_one_key_edited_and_copied_with_one(contact: User, visit: Visit) -> None:
    article = make_article("Keeping an address", **YES)
    page = visit(contact, article.get_absolute_url())
    page.keyboard.press("r")
    docked = page.locator(".tray")
    expect(docked).to_contain_text("Keeping an address")
    assert page.url.endswith(article.get_absolute_url())
    docked.get_by_role("link").click()
    field = page.locator("#reply")
    expect(field).to_have_value(re.compile(r"^Hello,\n\nYes, you may keep it\.\n\nKind regards,"))
    settle(page)
    with page.expect_response("**/measure/"):
        field.fill("Yes, you may keep it. Restart the box.")
    expect(page.locator("#measure")).to_contain_text("38 characters")
    expect(page.locator("#measure")).to_contain_text("Edited by you")
    with page.expect_response("**/finish/**"):
        field.press("Control+Enter")
    expect(page.locator("[data-copied]")).to_be_visible()
    words = page.evaluate("navigator.clipboard.readText()")
    assert words == "Yes, you may keep it. Restart the box."
    record = ReplyRecord.objects.get()
    assert (record.is_edited, record.tray) == (True, Tray.objects.get())
    assert PassageEdit.objects.get().after == "Restart the box."
