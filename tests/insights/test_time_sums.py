"""Sums that name nobody: the company's page, and a manager's where FIGURES_SHOWN is `teams`."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import ExpertChange, Team, User
from knowledge.contributions.models import FigureView
from knowledge.contributions.periods import WEEK
from knowledge.contributions.queries.company import team_sums
from tests.conftest import ClientOf
from tests.contributions.moments import give
from tests.factories import make_area, make_team, restrict_area
from tests.insights.teams_made import FULL, MONDAY, away, member, weekly
from tests.insights.workbooks import sheets_of

DAY = timedelta(days=1)
COMPANY = "insights:time_company"
COMPANY_FILE = "insights:time_company_file"
TEAMS = "insights:time_teams"
TEAMS_FILE = "insights:time_teams_file"


@pytest.fixture
def office(administrator: User, client_of: ClientOf) -> Client:
    """In which an administrator is signed in, who manages nobody."""
    return client_of(administrator)


@pytest.fixture
def boss(manager: User, client_of: ClientOf) -> Client:
    return client_of(manager)


def get(browser: Client, name: str, *args: str, **query: str) -> HttpResponse:
    caches["local"].clear()
    response = browser.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response  # type: ignore[return-value]


def main(browser: Client, name: str = COMPANY, **query: str) -> str:
    text = get(browser, name, **query).content.decode()
    text = text.partition("<main")[2].partition("</main")[0]
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def book(browser: Client, name: str, **query: str) -> dict[str, list[list[str]]]:
    return sheets_of(get(browser, name, "xlsx", **query).content)


def crowd_of(team: Team, count: int, minutes: int = 126, **fields: Any) -> list[User]:
    """So many experts who give so much a week; 126 of 2,100 minutes are 6.0 %."""
    people = [member(f"{team.name} {number}", team) for number in range(count)]
    for person in people:
        weekly(person, minutes, count=13, **fields)
    return people


def test_the_company_is_told_as_one_sum(team: Team, office: Client) -> None:
    people = crowd_of(team, 5)
    page = main(office)
    assert "6.0 % of their time, all together: in the band." in page
    assert "2,520 of 42,000 minutes." in page
    for person in people:
        assert person.display_name not in page
    assert not FigureView.objects.exists()


def test_four_people_are_too_few(team: Team, office: Client) -> None:
    crowd_of(team, 4)
    page = main(office)
    assert "Too few people to show figures." in page
    assert "6.0" not in page
    rows = book(office, COMPANY_FILE)["Weeks"]
    assert all(len(row) == 2 for row in rows[1:])


def test_whom_a_manager_knows_is_not_one_of_the_five(team: Team, boss: Client) -> None:
    """Five experts, two of them the manager's: less these two, three would be told."""
    crowd_of(make_team("Far"), 3)
    crowd_of(team, 2)
    assert "Too few people to show figures." in main(boss)


def test_areas_of_too_few_people_are_other_and_closed_ones_too(team: Team, office: Client) -> None:
    closed = make_area("Fraud desk")
    restrict_area(closed, make_team())
    crowd_of(team, 5, area=make_area("Meters"))
    crowd_of(make_team("Desk"), 5, area=closed)
    weekly(member("Alone", team), 50, area=make_area("Tides"))
    page = main(office)
    assert "Meters" in page
    assert "Tides" not in page
    assert "Fraud" not in page
    assert "Fraud" not in str(book(office, COMPANY_FILE))


def test_the_company_follows_the_days_on_which_people_were_experts(
    team: Team, office: Client
) -> None:
    """Five give 504 of 8,400 minutes each. A sixth is an expert since Wednesday of last week: 3 × 420
    available, 20 of 30 minutes; a seventh was one until then: 3 × 2,100 + 2 × 420, and 10.
    """
    area = make_area("Meters")
    crowd_of(team, 5, area=area)
    last = MONDAY - WEEK
    for name, roles, becomes in (("New", ["expert"], True), ("Was", ["contact"], False)):
        person = member(name, team, roles=roles)
        ExpertChange.objects.create(person=person, day=last + 2 * DAY, is_expert=becomes)
        give(person, 10, last + DAY, area=area)
        give(person, 20, last + 2 * DAY, area=area)
    available = 5 * 8_400 + 3 * 420 + 3 * 2_100 + 2 * 420
    page = main(office, weeks="4")
    assert f"2,550 of {available:,} minutes." in page
    assert book(office, COMPANY_FILE)["Product areas"][1:] == [["Meters", "2550"]]


def test_the_company_is_compared_with_the_weeks_before(team: Team, office: Client) -> None:
    for person in crowd_of(team, 5):
        weekly(person, [84] * 4 + [0] * 4)
    page = main(office, weeks="4", compare="1")
    assert "These 4 weeks: 6.0 %, 2,520 of 42,000 minutes." in page
    assert "The 4 weeks before: 10.0 %, 4,200 of 42,000." in page


def test_the_weeks_ahead_are_told_of_five_others(team: Team, office: Client, boss: Client) -> None:
    people = crowd_of(team, 6)
    away(people[0], MONDAY + WEEK, MONDAY + WEEK + timedelta(days=6))
    ahead = get(office, COMPANY).context["forecast"]  # type: ignore[attr-defined]
    assert [week.available for week in ahead] == [5 * FULL, *[6 * FULL] * 3]
    assert [week.away for week in ahead] == [1, 0, 0, 0]
    away(people[1], MONDAY + WEEK, MONDAY + WEEK + timedelta(days=6))
    ahead = get(office, COMPANY).context["forecast"]  # type: ignore[attr-defined]
    assert [week.available for week in ahead] == [6 * FULL] * 3
    assert get(boss, COMPANY).context["forecast"] == ()  # type: ignore[attr-defined]


@pytest.fixture
def teams_only(settings: Any) -> None:
    settings.FIGURES_SHOWN = "teams"


@pytest.mark.usefixtures("teams_only")
def test_managers_see_sums_of_their_teams(team: Team, boss: Client) -> None:
    north, south = make_team("North", parent=team), make_team("South", parent=team)
    people = crowd_of(north, 5) + crowd_of(south, 5, minutes=63)
    page = main(boss, TEAMS)
    assert "4.5 % of their time, all together: below the band." in page
    rows = {row[0]: row[1] for row in book(boss, TEAMS_FILE)["Teams"][1:]}
    assert rows == {team.name: "0.045", "North": "0.06", "South": "0.03"}
    said = page + get(boss, TEAMS_FILE, "csv").content.decode()
    for person in people:
        assert person.display_name not in said
    assert not FigureView.objects.exists()


@pytest.mark.usefixtures("teams_only")
def test_a_week_counts_in_a_team_for_who_began_it_as_an_expert(team: Team, manager: User) -> None:
    """Five, and a sixth who became one on Wednesday of last week: 5 × 2,100 until now, then 6."""
    crowd_of(team, 5)
    crowd_of(make_team("Far"), 5)
    newly = member("New", team)
    ExpertChange.objects.create(person=newly, day=MONDAY - WEEK + 2 * DAY, is_expert=True)
    (told,) = team_sums(manager, today=MONDAY)
    assert [week and week.available for week in told.trend.weeks[-2:]] == [5 * FULL] * 2
    (told,) = team_sums(manager, today=MONDAY + WEEK)
    assert told.trend.weeks[-1] is not None
    assert told.trend.weeks[-1].available == 6 * FULL


@pytest.mark.usefixtures("teams_only")
def test_a_team_of_one_and_what_is_left_without_it_are_not_told(team: Team, boss: Client) -> None:
    """All are six; the five of North are told only if they could not be taken from the six."""
    crowd_of(make_team("North", parent=team), 5)
    crowd_of(make_team("Alone", parent=team), 1, minutes=200)
    sheets = book(boss, TEAMS_FILE)["Teams"]
    told = {row[0] for row in sheets[1:] if len(row) > 1 and row[1]}
    assert told == {team.name}
    assert main(boss, TEAMS).count("too few</span>") == 2


@pytest.mark.usefixtures("teams_only")
def test_sums_of_teams_go_with_no_sums_of_areas(team: Team, boss: Client) -> None:
    crowd_of(team, 6, area=make_area("Meters"))
    page = main(boss)
    assert "Meters" not in page
    assert "crossed with sums of areas" in page
    assert list(book(boss, COMPANY_FILE)) == ["Weeks"]


@pytest.mark.usefixtures("teams_only")
def test_a_team_of_nobody_tells_nothing(team: Team, boss: Client) -> None:
    assert "Too few people to show figures." in main(boss, TEAMS)


def test_where_figures_stay_with_each_person_a_manager_is_told_so(
    team: Team, boss: Client, settings: Any
) -> None:
    crowd_of(team, 6)
    settings.FIGURES_SHOWN = "person"
    page = main(boss, TEAMS)
    assert "Everybody’s figures are their own." in page
    assert reverse(COMPANY) in page
    assert boss.get(reverse(TEAMS_FILE, args=["csv"])).status_code == 403
    assert "6.0 % of their time" in main(boss)


def test_more_people_and_teams_need_no_more_queries(
    team: Team,
    boss: Client,
    office: Client,
    settings: Any,
    assert_same_queries: Callable[..., None],
) -> None:
    crowd_of(team, 6)

    def grow(count: int) -> None:
        for _time in range(count):
            weekly(member("", make_team(parent=team)), 100, count=2, area=make_area())

    def read(browser: Client, name: str) -> Callable[[], HttpResponse]:
        return lambda: get(browser, name, weeks="13", compare="1")

    assert_same_queries(read(office, COMPANY), grow)
    settings.FIGURES_SHOWN = "teams"
    assert_same_queries(read(boss, TEAMS), grow)
