"""Contribution time for programs: the same rules as on the pages."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.actions.tokens import create_token
from accounts.models import Team, User
from knowledge.contributions.models import FigureView
from tests.factories import make_area, make_team, restrict_area
from tests.insights.teams_made import FULL, member, twelve, weekly

OWN = "/api/v1/contributions/me"


@pytest.fixture(autouse=True)
def _wednesday() -> Iterator[None]:
    with time_machine.travel(datetime.fromisoformat("2026-11-18T15:00:00+01:00"), tick=False):
        yield


def address(team: Team) -> str:
    return f"/api/v1/contributions/teams/{team.slug}"


def ask(person: User, url: str) -> Any:
    token = create_token(person=person, purpose="api", name="tool", by=None)[1]
    return Client().get(url, headers={"Authorization": f"Bearer {token}"})


def test_ones_own_time_is_in_whole_minutes(team: Team) -> None:
    person = member("Zoe", team)
    weekly(person, 150, area=make_area("Meters"))
    body = ask(person, OWN).json()
    assert body["headline"] == {
        "first": "2026-10-19",
        "last": "2026-11-15",
        "confirmed": 600,
        "available": 4 * FULL,
        "lowest": 420,
        "highest": 840,
        "standing": "in",
    }
    assert body["week"]["left"] == 210
    assert len(body["weeks"]) == 26
    assert body["areas"] == [{"area": "meters", "minutes": 600}]
    assert body["kinds"] == [{"kind": "answer", "minutes": 600}]
    assert not FigureView.objects.exists()


def test_a_manager_reads_their_people_by_name_and_they_can_tell(team: Team, manager: User) -> None:
    people = twelve(team)
    body = ask(manager, address(team)).json()
    in_order = sorted(people.values(), key=lambda person: person.folded_name)
    assert [one["name"] for one in body["people"]] == [one.display_name for one in in_order]
    luc = next(one for one in body["people"] if one["name"] == "Luc Bouchard")
    assert (luc["headline"]["confirmed"], luc["headline"]["standing"]) == (299, "below")
    assert len(luc["weeks"]) == 13
    assert set(FigureView.objects.values_list("place", flat=True)) == {"api"}
    assert "Secret" not in str(body)


def test_a_closed_area_has_no_name(team: Team, manager: User) -> None:
    closed = make_area("Fraud desk")
    restrict_area(closed, make_team())
    weekly(member("Zoe", team), 150, area=closed)
    body = ask(manager, address(team)).json()
    assert body["areas"] == [{"area": None, "minutes": 600}]


def test_no_other_team_exists(team: Team, manager: User, expert: User, administrator: User) -> None:
    far = make_team("Far")
    assert ask(manager, address(far)).status_code == 404
    assert ask(manager, "/api/v1/contributions/teams/nowhere").status_code == 404
    for person in (expert, administrator):
        assert ask(person, address(team)).status_code == 404
    assert Client().get(address(team)).status_code == 401


def test_sums_alone_where_figures_are_shown_so(team: Team, manager: User, settings: Any) -> None:
    settings.FIGURES_SHOWN = "teams"
    inner = make_team("Inner", parent=team)
    for number in range(5):
        weekly(member(f"Person Of Five {number}", team), 126, count=13)
    weekly(member("Person Alone", inner), 50)
    whole, alone = ask(manager, address(team)).json(), ask(manager, address(inner)).json()
    assert whole["headline"]["available"] == 6 * 4 * FULL
    assert set(whole) == {"team", "headline", "weeks"}
    assert alone["headline"] is None
    assert {week["confirmed"] for week in alone["weeks"]} == {None}
    assert "Person" not in str([whole, alone])
    settings.FIGURES_SHOWN = "person"
    assert ask(manager, address(team)).status_code == 404


def test_more_people_need_no_more_queries(
    team: Team, manager: User, assert_same_queries: Callable[..., None]
) -> None:
    def grow(count: int) -> None:
        for _time in range(count):
            weekly(member("", team), 100, area=make_area())

    token = create_token(person=manager, purpose="api", name="tool", by=None)[1]
    headers = {"Authorization": f"Bearer {token}"}
    assert_same_queries(lambda: Client().get(address(team), headers=headers), grow)
