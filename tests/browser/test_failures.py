"""A lead sees what was searched in vain, and asks for the article with one click."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import Team, User
from tests.browser.conftest import Hands, Visit
from tests.factories import make_area, make_person
from tests.search.logged import log_search

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = "/insights/searches/?days=90"


@pytest.fixture
def searched(team: Team, lead: User) -> None:
    """Eight people, three things, ninety days; one of them about an area that exists."""
    make_area("Charging points", owners=[lead])
    people = [make_person(roles=["contact"], team=team) for _number in range(8)]
    for days in (1, 9, 30, 60):
        for number, person in enumerate(people):
            at = timezone.now() - timedelta(days=days, minutes=number)
            log_search(person, "charging point dead", at=at, total=0)
            log_search(person, "my bill doubled", at=at - timedelta(hours=2), outcome="opened")
            if number % 2:
                late = at - timedelta(hours=4)
                log_search(person, "box orange " + "very " * 40, at=late, left_after=9)


def test_the_page_is_accessible_with_figures(
    searched: None, lead: User, visit: Visit, faults_of: Callable[[Page], list[str]]
) -> None:
    faults = []
    for width, scheme in ((360, "dark"), (768, "light"), (1440, "light"), (1440, "dark")):
        window = visit(
            lead,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        for view in ("failed", "empty", "unopened", "top"):
            window.goto(f"{ADDRESS}&view={view}")
            window.locator("figure details summary").click()
            faults += faults_of(window)
    assert not faults, "\n".join(faults)


def test_from_home_to_the_request_in_three_clicks(searched: None, lead: User, visit: Visit) -> None:
    hands = Hands(visit(lead))
    hands.click(".bar details.menu:not(.timer) > summary")
    hands.click("a.menu__item[href='/insights/searches/']")
    expect(hands.page.locator("h1")).to_contain_text("searches failed")
    hands.click("article.cluster button")
    expect(hands.page).to_have_url(re.compile(r"/requests/\d+/$"))
    expect(hands.page.locator("main")).to_contain_text("charging point dead")
    assert hands.actions == 3
