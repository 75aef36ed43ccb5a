"""A manager's first picture in a real browser: nothing to click, on a phone, in the dark and on paper."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from knowledge.contributions.periods import WEEK, company_day, monday_of
from tests.browser.conftest import Visit
from tests.contributions.moments import give
from tests.factories import make_area, make_thread
from tests.insights.teams_made import away, lost_blocks, member

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GIVEN = {"Anh Nguyen": 130, "Luc Bouchard": 70, "Marc Delorme": 260, "Odile Fabre": 0}
VIEWS: list[dict[str, Any]] = [
    {"viewport": {"width": 360, "height": 900}, "color_scheme": "light"},
    {"viewport": {"width": 1440, "height": 900}, "color_scheme": "dark"},
]


@pytest.fixture
def people(team: Team, manager: User) -> dict[str, User]:
    """One below, one in, one above the band, one away, over thirteen weeks up to last week's."""
    monday, area = monday_of(company_day(timezone.now())), make_area("Tides")
    found = {name: member(name, team) for name in GIVEN}
    for name, minutes in GIVEN.items():
        for back in range(1, 14 if minutes else 1):
            give(found[name], minutes, monday - back * WEEK, area=area)
    away(found["Odile Fabre"], date(2025, 6, 2), monday + timedelta(days=60))
    lost_blocks(found["Luc Bouchard"], ["meeting", "incident"], kept=2)
    make_thread(area=area)
    return found


def test_who_is_below_and_above_takes_no_action_after_signing_in(
    manager: User, people: dict[str, User], visit: Visit
) -> None:
    page = visit(manager, "/", viewport={"width": 1440, "height": 900})
    sentence = page.get_by_text("1 of 4 people is below the band.")
    sentence.wait_for()
    box = sentence.bounding_box()
    assert box is not None
    assert box["y"] < 900
    table = page.locator(".team")
    expect(table).to_contain_text("Luc Bouchard")
    expect(table.locator(".mark--below, .mark--above")).to_have_count(2)


@pytest.mark.parametrize("view", VIEWS, ids=["phone, light", "wide, dark"])
def test_every_picture_of_a_manager_is_accessible(  # noqa: PLR0917 - fixtures
    view: dict[str, Any],
    manager: User,
    people: dict[str, User],
    visit: Visit,
    faults_of: Callable[[Page], list[str]],
    settings: Any,
) -> None:
    page = visit(manager, "/", reduced_motion="reduce", **view)
    faults = faults_of(page)
    slug = people["Luc Bouchard"].slug
    for address in (
        "/insights/time/",
        "/insights/time/?weeks=26&compare=1&area=tides",
        "/insights/time/company/?compare=1",
        "/insights/time/areas/",
        f"/insights/time/people/{slug}/",
    ):
        page.goto(address)
        faults += faults_of(page)
    settings.FIGURES_SHOWN = "teams"
    page.goto("/insights/time/")
    faults += faults_of(page)
    assert not faults, "\n".join(faults)


def test_areas_in_need_arrive_beside_the_picture(
    manager: User, people: dict[str, User], visit: Visit
) -> None:
    page = visit(manager, "/insights/time/")
    need = page.locator("section[aria-labelledby=need] table")
    expect(need).to_contain_text("Tides")
    expect(need).to_contain_text("No expert")


def test_on_paper_every_week_is_there(manager: User, people: dict[str, User], visit: Visit) -> None:
    """A4 across, less its margins, is 1,001 px wide."""
    page = visit(manager, "/insights/time/?weeks=26", viewport={"width": 1001, "height": 700})
    page.emulate_media(media="print")
    last = page.locator(".team tbody tr").first.locator("td").last.bounding_box()
    assert last is not None
    assert last["x"] + last["width"] <= 1001
    assert page.locator(".segmented, .tabs, .button").locator("visible=true").count() == 0
