"""A manager's home answers who is below and above the band, with nothing to click."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Team, User
from knowledge.contributions.models import FigureView
from tests.conftest import ClientOf
from tests.factories import make_person, make_team
from tests.insights.teams_made import member, twelve, weekly

TITLE = "Your teams’ time for sharing"


@pytest.fixture(autouse=True)
def _wednesday() -> Iterator[None]:
    with time_machine.travel(datetime.fromisoformat("2026-11-18T15:00:00+01:00"), tick=False):
        yield


def home(client_of: ClientOf, person: User) -> str:
    text = client_of(person).get(reverse("home")).content.decode()
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_it_says_who_is_below_in_and_above(team: Team, manager: User, client_of: ClientOf) -> None:
    people = twelve(team)
    page = home(client_of, manager)
    assert "3 of 12 people are below the band." in page
    assert "7 are in the band, 1 is above, 1 is away." in page
    assert "<strong>3.6 %</strong>" in page
    assert "until 11 January" in page
    assert reverse("insights:time_teams") in page
    section = page.partition(TITLE)[2].partition("</section>")[0]
    places = [section.index(f">{name}</a>") for name in sorted(people, key=_folded(people))]
    assert places == sorted(places)
    assert FigureView.objects.filter(viewer=manager, place="home").count() == len(people)


def _folded(people: dict[str, User]) -> Callable[[str], str]:
    return lambda name: people[name].folded_name


def test_teams_below_count_and_teams_elsewhere_do_not(
    team: Team, manager: User, client_of: ClientOf
) -> None:
    member("Inner Person", make_team("Inner", parent=team))
    member("Far Person", make_team("Far"))
    page = home(client_of, manager)
    assert "The only expert here is below the band." in page
    assert "Inner Person" in page
    assert "Far Person" not in page


def test_of_many_people_those_outside_the_band_are_named(
    team: Team, manager: User, client_of: ClientOf
) -> None:
    for number in range(17):
        weekly(member(f"Fine {number}", team), 150)
    member("Low Person", team)
    page = home(client_of, manager)
    assert "1 of 18 people is below the band." in page
    assert "Low Person" in page
    assert "Fine 3" not in page
    assert "Here are only people outside the band" in page


def test_nobody_else_sees_it(team: Team, expert: User, lead: User, client_of: ClientOf) -> None:
    twelve(team)
    for person in (expert, lead, make_person(roles=["manager"])):
        assert TITLE not in home(client_of, person)


@pytest.mark.parametrize("policy", ["person", "teams"])
def test_where_figures_are_kept_nobody_is_named(
    team: Team, manager: User, client_of: ClientOf, settings: Any, policy: str
) -> None:
    people = twelve(team)
    settings.FIGURES_SHOWN = policy
    page = home(client_of, manager)
    assert (TITLE in page) == (policy == "teams")
    assert ("of their time, all together: in the band." in page) == (policy == "teams")
    assert not any(name in page for name in people)
    assert not FigureView.objects.exists()


def test_more_people_need_no_more_queries(
    team: Team,
    manager: User,
    client_of: ClientOf,
    assert_same_queries: Callable[..., None],
) -> None:
    browser = client_of(manager)

    def grow(count: int) -> None:
        for _time in range(count):
            weekly(member("", team), 100)

    assert_same_queries(lambda: browser.get(reverse("home")), grow)
