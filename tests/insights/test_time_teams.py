"""A manager's page: its sentence, its table, what there is to talk about; its files carry the same."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.actions import deactivate_person
from accounts.models import Team, TeamMembership, User
from knowledge.contributions.models import Block, FigureView, Kind
from knowledge.contributions.periods import WEEK
from knowledge.insights.time.views import teams as teams_view
from tests.conftest import ClientOf
from tests.factories import make_area, make_person, make_team, restrict_area
from tests.insights.teams_made import (
    FULL,
    MONDAY,
    away,
    lost_blocks,
    member,
    twelve,
    weekly,
)
from tests.insights.workbooks import formulas_in, sheets_of

PAGE = "insights:time_teams"
FILE = "insights:time_teams_file"


@pytest.fixture
def boss(manager: User, client_of: ClientOf) -> Client:
    """In which the manager of the cast's team is signed in."""
    return client_of(manager)


def get(browser: Client, name: str = PAGE, *args: str, **query: str) -> HttpResponse:
    caches["local"].clear()
    response = browser.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response  # type: ignore[return-value]


def main(browser: Client, name: str = PAGE, *args: str, **query: str) -> str:
    text = get(browser, name, *args, **query).content.decode()
    text = text.partition("<main")[2].partition("</main")[0]
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def table(browser: Client, **query: str) -> list[dict[str, str]]:
    text = get(browser, FILE, "csv", **query).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def book(browser: Client, **query: str) -> dict[str, list[list[str]]]:
    content = get(browser, FILE, "xlsx", **query).content
    assert not formulas_in(content)
    return sheets_of(content)


def test_the_first_sentence_says_who_is_below(team: Team, boss: Client) -> None:
    twelve(team)
    page = main(boss)
    assert "3 of 12 people are below the band." in page
    assert "7 are in the band, 1 is above, 1 is away." in page
    assert "Over the last 4 complete weeks they gave" in page
    assert "band of 5 to 10 %" in page
    assert "weeks 43 to 46 on the left, 13 weeks on the right" in page


def test_people_stand_in_the_order_of_their_names_and_never_by_a_figure(
    team: Team, boss: Client
) -> None:
    people = twelve(team)
    in_order = sorted(people.values(), key=lambda person: person.folded_name)
    rows = get(boss).context["picture"].rows  # type: ignore[attr-defined]
    assert [row.figures.person for row in rows] == in_order
    assert [line["Person"] for line in table(boss)] == [one.display_name for one in in_order]


def test_each_week_is_a_cell_that_says_where_it_stands(team: Team, boss: Client) -> None:
    twelve(team)
    page = main(boss)
    row = page.partition("Luc Bouchard")[2].partition("</tr>")[0]
    assert row.count("week--below") == 5
    assert '<td class="week week--below">2.9</td>' in row
    assert "<strong>3.6 %</strong>" in row
    assert "below the band" in row
    row = page.partition("Odile Fabre")[2].partition("</tr>")[0]
    assert row.count("week--away") == 8
    assert "until 11 January" in row
    assert "Secret" not in page


def test_what_there_is_to_talk_about_is_said_in_plain_words(team: Team, boss: Client) -> None:
    twelve(team)
    talk = main(boss).partition("To talk about this week")[2].partition("</section>")[0]
    assert "3 h of 4 h were lost, most to on-call work. Which hour would hold?" in talk
    assert "Above the band for 6 weeks. Who could take something over?" in talk
    assert "4 low weeks, then 5.7 %. Tell them that it shows." in talk
    assert "Nothing confirmed for 2 weeks. Perhaps time that was not noted" in talk
    assert talk.count("at risk") == 2


def test_protected_time_that_was_lost_is_summed_up_by_reason(team: Team, boss: Client) -> None:
    twelve(team)
    page = main(boss)
    assert "Protected time lost: 5 h of 12 h" in page
    lost = page.partition("Protected time lost")[2].partition("</section>")[0]
    places = [lost.index(words) for words in ("On call, incident", "A meeting", "No reason")]
    assert places == sorted(places)
    assert "Secret word" not in page


def test_whoever_looks_is_written_down_for_those_they_looked_at(
    team: Team, boss: Client, manager: User
) -> None:
    person = member("Zoe", team)
    get(boss)
    get(boss, FILE, "csv")
    get(boss, "insights:time_person", person.slug)
    seen = FigureView.objects.filter(person=person, viewer=manager)
    assert set(seen.values_list("place", flat=True)) == {"team", "file", "person"}


def test_a_person_ends_at_week_kind_and_area(
    team: Team, boss: Client, area_closed_to_boss: Any
) -> None:
    person = member("Zoe", team)
    open_area = make_area("Meters")
    weekly(person, 50, kind=Kind.TALK, area=open_area)
    weekly(person, 60, area=area_closed_to_boss)
    page = main(boss, "insights:time_person", person.slug)
    assert "Zoe is in the band: 5.2 %." in page
    assert "Over the last four complete weeks: 440 of 8,400 minutes." in page
    assert page.count("Talk or training") == 5
    assert "Meters" in page
    assert "Fraud" not in page
    assert "A reply" not in page
    assert "Zoe can read that you looked, and when." in page


@pytest.fixture
def area_closed_to_boss(db: None) -> Any:
    area = make_area("Fraud desk")
    restrict_area(area, make_team("Fraud"))
    return area


def test_a_closed_area_is_other_on_the_page_and_in_files(
    team: Team, boss: Client, area_closed_to_boss: Any
) -> None:
    weekly(member("Zoe", team), 150, area=area_closed_to_boss)
    assert "Fraud" not in main(boss) + str(book(boss))
    assert "Fraud" not in main(boss, area="fraud-desk")
    assert book(boss)["Product areas"] == [["Product area", "Minutes"], ["other", "600"]]


def test_others_page_does_not_exist(
    team: Team, boss: Client, client_of: ClientOf, administrator: User, lead: User
) -> None:
    mine, elsewhere = member("Zoe", team), member("Far", make_team("Elsewhere"))
    address = reverse("insights:time_person", args=[mine.slug])
    for person in (administrator, lead, mine, elsewhere):
        answer = client_of(person).get(address)
        assert answer.status_code == (302 if person == mine else 404)
    far = reverse("insights:time_person", args=[elsewhere.slug])
    assert boss.get(far).status_code == 404
    assert boss.get(reverse("insights:time_person", args=["nobody"])).status_code == 404


def test_a_team_an_area_and_a_period_can_be_chosen(team: Team, boss: Client) -> None:
    boxes, meters = make_area("Boxes"), make_area("Meters")
    inner = make_team("Inner", parent=team)
    outer_person, inner_person = member("Zoe", team), member("Yan", inner)
    weekly(outer_person, 120, area=boxes)
    weekly(inner_person, 60, area=meters, count=13)
    assert [line["Person"] for line in table(boss)] == ["Yan", "Zoe"]
    assert [line["Person"] for line in table(boss, team=inner.slug)] == ["Yan"]
    (yan, zoe) = table(boss, area="boxes")
    assert (yan["Week 46"], zoe["Week 46"]) == ("0.0", "5.7")
    assert zoe["Last 4 complete weeks"] == "5.7"
    page = main(boss, area="boxes")
    assert "All of them together, in Boxes" in page
    assert "week--below" not in page.partition("</table>")[0]
    weeks = [name for name in table(boss, weeks="4")[0] if name.startswith("Week")]
    assert weeks == ["Week 43", "Week 44", "Week 45", "Week 46"]


def test_nonsense_and_teams_of_others_in_the_address_are_ignored(team: Team, boss: Client) -> None:
    member("Zoe", team)
    far = make_team("Far")
    member("Stranger", far)
    page = main(boss, team=far.slug, area="nowhere", weeks="7000", compare="\0")
    assert "Stranger" not in page
    assert "Zoe" in page


def test_periods_are_compared_sum_by_sum(team: Team, boss: Client) -> None:
    person = member("Zoe", team)
    weekly(person, [105] * 4 + [210] * 4)
    page = main(boss, weeks="4", compare="1")
    said = "These 4 weeks: 10.0 %, 840 of 8,400 minutes. The 4 weeks before: 5.0 %, 420 of 8,400."
    assert said in page
    assert "weeks before:" not in main(boss, weeks="4")


def test_teams_below_lead_to_their_own_page(team: Team, boss: Client) -> None:
    for name in ("North", "South"):
        weekly(member(f"{name} expert", make_team(name, parent=team)), 150)
    page = main(boss)
    assert "Team by team" in page
    assert 'href="?team=north"' in page


def test_the_weeks_ahead_are_after_leave(team: Team, boss: Client) -> None:
    gone, there = member("Zoe", team), member("Yan", team)
    away(gone, MONDAY + WEEK, MONDAY + WEEK + timedelta(days=6))
    for person, weeks in ((gone, 1), (gone, 2), (there, 1), (there, 2), (there, -1)):
        day = MONDAY + weeks * WEEK
        Block.objects.create(person=person, day=day, start=840, minutes=60)
    ahead = get(boss).context["forecast"]  # type: ignore[attr-defined]
    assert [week.available for week in ahead] == [FULL, 2 * FULL, 2 * FULL, 2 * FULL]
    assert (ahead[0].lowest, ahead[0].highest) == (105, 210)
    assert [week.away for week in ahead] == [1, 0, 0, 0]
    assert [week.planned for week in ahead] == [60, 120, 0, 0]
    assert "1 of 2" in main(boss).partition("The next four weeks")[2]


def test_a_manager_who_is_an_expert_finds_their_own_share(
    team: Team, boss: Client, manager: User
) -> None:
    manager.is_expert = True
    manager.save()
    TeamMembership.objects.filter(person=manager).update(since=MONDAY - 60 * WEEK)
    weekly(manager, 140)
    member("Zoe", team)
    page = main(boss)
    assert "You yourself:" in page
    assert f">{manager.display_name}</a>" in page
    assert not FigureView.objects.filter(person=manager).exists()


def test_a_manager_outside_the_team_finds_their_own_share_too(
    manager: User, client_of: ClientOf
) -> None:
    far = make_team("Far", managers=[manager])
    manager.is_expert = True
    manager.managed_teams.set([far])
    manager.save()
    member("Zoe", far)
    page = main(client_of(manager))
    assert "You yourself:" in page
    assert "The only expert here is below the band." in page


def test_who_left_stays_in_the_weeks_they_were_there(team: Team, boss: Client) -> None:
    person = member("Zoe", team)
    weekly(person, 150)
    deactivate_person(person, by=None)
    assert "Zoe" in main(boss)
    assert get(boss).context["forecast"] == ()  # type: ignore[attr-defined]


def test_a_team_without_experts_says_what_to_do(team: Team, boss: Client, contact: User) -> None:
    assert "No expert stands in these teams." in main(boss)
    assert book(boss)["People"][1:] == []


def test_who_is_no_expert_and_gave_minutes_is_thanked_and_not_measured(
    team: Team, boss: Client, contact: User
) -> None:
    TeamMembership.objects.filter(person=contact).update(since=MONDAY - 60 * WEEK)
    weekly(contact, 30)
    page = main(boss)
    assert "Others who shared" in page
    assert "2 h" in page.partition("Others who shared")[2]
    assert book(boss)["Others who shared"][1:] == [[contact.display_name, "120"]]


def test_of_a_division_sixty_people_stand_on_a_page(
    team: Team, boss: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence is of all of them; rows and what there is to talk about of those on the page."""
    monkeypatch.setattr(teams_view, "PER_PAGE", 5)
    twelve(team)
    first, last = main(boss), main(boss, page="3")
    assert "3 of 12 people are below the band." in first
    assert "3 of 12 people are below the band." in last
    assert "Claire Moreau" in first.partition("To talk about")[2]
    assert "Marc Delorme" not in first
    assert "of the people on this page" in first
    assert "Yves Garnier" in last
    assert len(table(boss)) == 12


def test_a_manager_of_nobody_is_told_so(client_of: ClientOf) -> None:
    browser = client_of(make_person(roles=["manager"]))
    assert "You manage no team yet." in main(browser)
    assert browser.get(reverse(FILE, args=["csv"])).status_code == 403


def test_who_manages_nobody_is_led_to_the_figures_that_are_for_them(
    expert: User, lead: User, administrator: User, contact: User, client_of: ClientOf
) -> None:
    company = reverse("insights:time_company")
    ways = {expert: reverse("time:own"), lead: company, administrator: company}
    for person, way in ways.items():
        answer = client_of(person).get(reverse(PAGE))
        assert (answer.status_code, answer["Location"]) == (303, way)
        assert client_of(person).get(way).status_code == 200
    assert client_of(contact).get(reverse(PAGE)).status_code == 403
    for person in (*ways, contact):
        assert client_of(person).get(reverse(FILE, args=["xlsx"])).status_code == 403


def test_the_profile_menu_leads_there_for_whom_it_is(
    boss: Client, expert: User, lead: User, client_of: ClientOf
) -> None:
    home = reverse("home")
    entry, company = f'href="{reverse(PAGE)}"', f'href="{reverse("insights:time_company")}"'
    assert entry in boss.get(home).content.decode()
    assert company in client_of(lead).get(home).content.decode()
    page = client_of(expert).get(home).content.decode()
    assert entry not in page
    assert company not in page


def test_files_carry_what_the_page_shows(team: Team, boss: Client) -> None:
    people = twelve(team)
    weekly(people["Nadia Benali"], 10, kind=Kind.TALK, area=make_area("=1+1"))
    sheets = book(boss)
    line = next(row for row in sheets["People"] if row[0] == "Luc Bouchard")
    assert line[1:3] == ["0.036", "below the band"]
    assert line[3] == "0.052"
    assert line[-1].startswith("3\u00a0h of 4\u00a0h were lost, most to on-call work.")
    assert sheets["Weeks"][-1][2:4] == [
        str(get(boss).context["trend"].weeks[0].share.confirmed),  # type: ignore[attr-defined]
        str(11 * FULL),
    ]
    assert ["=1+1", "40"] in sheets["Product areas"]
    assert ["Talk or training", "40"] in sheets["Kinds"]
    assert ["Lost in all", "300"] in sheets["Protected time"]
    assert boss.get(reverse(FILE, args=["pdf"])).status_code == 404


@pytest.mark.parametrize("policy", ["person", "teams"])
def test_where_figures_are_kept_no_person_is_named(
    team: Team, boss: Client, settings: Any, policy: str
) -> None:
    people = twelve(team)
    settings.FIGURES_SHOWN = policy
    page = main(boss)
    for name, person in people.items():
        assert name not in page
        address = reverse("insights:time_person", args=[person.slug])
        assert boss.get(address).status_code == 404
    assert not FigureView.objects.exists()


def test_more_people_and_weeks_need_no_more_queries(
    team: Team, boss: Client, assert_same_queries: Callable[..., None]
) -> None:
    inner = make_team("Inner", parent=team)

    def grow(count: int) -> None:
        for _time in range(count):
            person = member("", inner)
            area = make_area()
            weekly(person, 100, count=2, area=area)
            lost_blocks(person, ["meeting"])
            away(member("", team), MONDAY - 30 * WEEK, MONDAY)
            weekly(make_person(team=inner), 20)

    query = "?weeks=26&compare=1"
    pages = [reverse(PAGE), f"{reverse(PAGE)}{query}", f"{reverse(FILE, args=['xlsx'])}{query}"]
    grow(1)
    person = User.objects.filter(week_sums__isnull=False, is_expert=True).first()
    assert person is not None
    pages.append(reverse("insights:time_person", args=[person.slug]))
    for url in pages:
        assert_same_queries(lambda url=url: boss.get(url), grow)
