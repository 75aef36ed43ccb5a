"""A plan in a real browser: planned in one press, decided in one press, copied to a calendar."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.actions import add_away
from accounts.models import User
from knowledge.contributions.actions.blocks import keep_block, lose_block, move_block
from knowledge.contributions.actions.plan_feeds import make_feed
from knowledge.contributions.models import Block, PlanSlot
from tests.browser.conftest import Hands, Visit
from tests.contributions.planning import past_block, weekly

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_holidays(settings: Any) -> None:
    """These tests run on any day: none of their blocks is to be over a holiday."""
    settings.PUBLIC_HOLIDAYS = ("", "")


def days_ago(count: int) -> Block:
    """An undecided block of the only expert, so many days ago."""
    day = timezone.localdate() - timedelta(days=count)
    return past_block(User.objects.get(display_name="Maëlle Le Goff"), day, start=9 * 60)


def test_a_plan_that_is_offered_is_made_in_one_press(visit: Visit, expert: User) -> None:
    hands = Hands(visit(expert, "/time/plan/"))
    hands.click("button:has-text('Plan it')")
    expect(hands.page.get_by_role("heading", level=1)).to_contain_text("You keep 2")
    assert PlanSlot.objects.filter(person=expert).count() == hands.actions == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_what_became_of_a_block_is_said_in_one_press(
    javascript: bool, visit: Visit, expert: User
) -> None:
    for count in (2, 3, 4):
        days_ago(count)
    page = visit(expert, "/time/plan/", java_script_enabled=javascript)
    for name, fate in (("Kept", "kept"), ("Lost", "lost"), ("I was away", "away")):
        asked = page.get_by_role("button", name=name)
        left = Block.objects.filter(fate=Block.Fate.PLANNED).count()
        expect(asked).to_have_count(left)
        asked.first.click()
        expect(asked).to_have_count(left - 1)
        assert Block.objects.filter(fate=fate).count() == 1
    expect(page.get_by_role("heading", name="Did it stand?")).to_have_count(0)


def test_the_calendar_is_walked_with_the_keyboard(visit: Visit, expert: User) -> None:
    weekly(expert)
    page = visit(expert, "/time/plan/")
    block = page.locator(".planner a").first
    block.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thursday")


def test_the_private_address_is_copied(visit: Visit, expert: User) -> None:
    page = visit(expert, "/time/plan/")
    page.get_by_role("button", name="Make my private address").click()
    page.get_by_role("button", name="Copy the address").click()
    expect(page.locator("copy-text [role=status]")).to_have_text("Copied")
    address = page.get_by_label("Private address").input_value()
    assert page.evaluate("navigator.clipboard.readText()") == address
    assert page.request.get(address).status == 200


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(360, "dark", "en"), (1440, "light", "fr")]
)
def test_what_holds_a_plan_is_accessible(  # noqa: PLR0917
    width: int,
    scheme: str,
    language: str,
    visit: Visit,
    expert: User,
    faults_of: Callable[[Page], list[str]],
) -> None:
    User.objects.filter(pk=expert.pk).update(interface_language=language)
    slot = weekly(expert)
    lost, kept, moved, asks = (days_ago(count) for count in (2, 3, 4, 5))
    lose_block(lost, reason="meeting", word="Budget")
    keep_block(kept)
    place = move_block(moved, day=timezone.localdate(), start=8 * 60)
    day = timezone.localdate() + timedelta(days=9)
    add_away(person=expert, first_day=day, last_day=day + timedelta(days=2), from_noon=True)
    make_feed(person=expert)
    page = visit(
        expert,
        "/time/plan/",
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
    )
    faults = faults_of(page)
    paths = [f"blocks/{block.pk}/" for block in (lost, kept, moved, asks, place)]
    for path in ("?view=week", f"slots/{slot.pk}/", "blocks/new/", *paths):
        page.goto(f"/time/plan/{path}")
        faults += faults_of(page)
    page.goto("/time/plan/")
    with page.expect_navigation():
        page.locator("form[action$='/feed/new/'] button").click()
    faults += faults_of(page)
    assert not faults, "\n".join(faults)
