"""The figures and lists of the page of failed searches."""

from typing import Any

from django.core.cache import caches
from django.test import Client

from accounts.models import Team, User
from knowledge.insights.queries import failures_of
from knowledge.search.failures import Counts
from knowledge.search.retention import fold_old_searches
from knowledge.search.synonym_actions import keep_synonym
from knowledge.search.synonym_entries import Entry
from knowledge.search.synonyms import forget
from tests.conftest import ClientOf
from tests.factories import make_person, make_team
from tests.insights.looking import get, names, said, search


def test_the_headline_has_numerator_and_denominator(crowd: list[User], browser: Client) -> None:
    search(crowd, "bill doubled", total=0)
    search(crowd, "box orange", 2, outcome="opened")
    page = said(browser)
    assert "6 of 12 searches failed." in page
    assert "That is 50.0" in page
    assert "6 of 12</dd>" in page
    assert "reply panel" not in page


def test_the_panel_is_told_apart_where_enough_people_searched_there_and_elsewhere(
    crowd: list[User], lead: User, browser: Client
) -> None:
    search(crowd[:5], "bill doubled", total=0, source="panel")
    search(crowd, "box orange", 2, outcome="opened", source="panel")
    search(crowd[:4], "move home", 3)
    assert failures_of(lead, 30).panel is None
    search(crowd[4:], "move home", 3)
    caches["local"].clear()
    assert "Of those in the reply panel, 5 of 11 failed: 45.5" in said(browser)


def test_nobody_searched_is_no_data_and_not_zero(crowd: list[User], browser: Client) -> None:
    page = said(browser)
    assert "No data." in page
    assert "%" not in page.partition("<main")[2].partition("</main")[0]


def test_fewer_than_five_people_are_told_of_in_no_figure(
    crowd: list[User], browser: Client
) -> None:
    search(crowd[:4], "bill doubled", total=0)
    page = said(browser)
    assert "Too few people searched to show figures." in page
    assert "bill" not in page.partition("<main")[2].partition("</main")[0]


def test_the_viewers_own_searches_make_no_crowd(
    crowd: list[User], lead: User, browser: Client
) -> None:
    search([*crowd[:4], lead], "bill doubled", total=0)
    assert "Too few people searched" in said(browser)


def test_each_list_holds_what_it_says(crowd: list[User], browser: Client) -> None:
    search(crowd, "bill doubled", total=0)
    search(crowd[:4], "box orange", 2, left_after=20)
    search(crowd[:3], "move home", 3)
    search(crowd[:5], "water meter", 4, outcome="copied")
    assert names(browser) == ["bill doubled", "box orange"]
    assert names(browser, view="empty") == ["bill doubled"]
    assert names(browser, view="unopened") == ["box orange", "move home"]
    assert names(browser, view="top") == ["bill doubled", "water meter", "box orange", "move home"]


def test_words_need_three_people_besides_the_viewer(
    crowd: list[User], lead: User, browser: Client
) -> None:
    search(crowd, "bill doubled", total=0)
    search([*crowd[:2], lead], "mrs dupont moved", 2, total=0)
    search(crowd[:1] * 5, "one persons secret", 3, total=0)
    page = said(browser, view="top")
    assert "bill doubled" in page
    assert "dupont" not in page
    assert "secret" not in page
    assert "2 things were each searched for by too few people" in page


def test_a_figure_of_one_or_two_people_says_so(crowd: list[User], browser: Client) -> None:
    search(crowd[:4], "box orange", outcome="opened")
    search(crowd, "bill doubled", 2, outcome="opened")
    search(crowd[4:5], "box orange", 3, total=0)
    page = said(browser)
    assert "1–2 people" in page
    assert "<strong>1</strong> of 5 failed" in page


def test_what_three_people_share_is_shown_when_no_wording_is(
    crowd: list[User], browser: Client
) -> None:
    search(crowd, "bill doubled", outcome="opened")
    for number, extra in enumerate(("Dupont", "Martin", "Lopez")):
        search(
            crowd[number : number + 1], f"transfer fibre contract mother house {extra}", 2, total=0
        )
    page = said(browser)
    assert names(browser) == ["contract fibre house mother transfer"]
    assert not {"Dupont", "Martin", "Lopez"} & set(page.split())


def test_near_wordings_are_one_under_the_commonest(crowd: list[User], browser: Client) -> None:
    search(crowd, "my bill has doubled", total=0)
    search(crowd[:3], "bills doubled", 2, total=0)
    search(crowd[:3], "bill doubled this month", 3, total=0)
    lines = get(browser).context["lines"]  # type: ignore[attr-defined]
    assert [(line.cluster.name, line.cluster.counts.failed) for line in lines] == [
        ("my bill has doubled", 12)
    ]


def test_synonyms_bring_wordings_together(crowd: list[User], lead: User, browser: Client) -> None:
    search(crowd, "modem keeps blinking", total=0)
    search(crowd[:4], "router keeps blinking", 2, total=0)
    assert len(names(browser)) == 2
    keep_synonym(entry=Entry(words="modem", means="router"), by=lead)
    forget()
    assert names(browser) == ["modem keeps blinking"]


def test_the_trend_is_against_the_days_before(crowd: list[User], browser: Client) -> None:
    search(crowd, "long ago", 80)
    search(crowd, "bill doubled", 30, total=0)
    search(crowd[:4], "box orange", 31, total=0)
    search(crowd, "bill doubled", 2, total=0)
    search(crowd, "bill doubled", 3, total=0)
    search(crowd[:3], "box orange", 4, total=0)
    search(crowd[:3], "water meter", 5, total=0)
    changes = {
        line.cluster.name: (line.change, line.is_new)
        for line in get(browser).context["lines"]  # type: ignore[attr-defined]
    }
    assert changes == {
        "bill doubled": (6, False),
        "box orange": (-1, False),
        "water meter": (3, True),
    }
    page = said(browser)
    assert "6 more than before" in page
    assert "1 fewer than before" in page
    assert "In the period before: 100.0" in page


def test_what_one_or_two_people_searched_before_is_no_comparison(
    crowd: list[User], browser: Client
) -> None:
    search(crowd, "long ago", 80)
    search(crowd, "box orange", 30)
    search(crowd[:2], "bill doubled", 31, total=0)
    search(crowd, "bill doubled", 2, total=0)
    line = get(browser).context["lines"][0]  # type: ignore[attr-defined]
    assert (line.change, line.is_new) == (None, False)


def test_days_before_the_first_search_are_no_comparison(
    crowd: list[User], lead: User, browser: Client
) -> None:
    search(crowd, "bill doubled", 40, total=0)
    search(crowd, "bill doubled", 2, total=0)
    assert failures_of(lead, 28).before is None
    assert failures_of(lead, 28).clusters[0].before is None
    assert "before" not in said(browser).partition("<main")[2].partition("</main")[0]


def test_the_periods_differ(crowd: list[User], lead: User, browser: Client) -> None:
    for days in (1, 20, 80):
        search(crowd, "bill doubled", days, total=0)
    for days, searches in ((7, 6), (28, 12), (90, 18)):
        caches["local"].clear()
        assert failures_of(lead, days).counts.searches == searches


def test_weeks_are_those_of_the_calendar_with_none_for_too_few(
    crowd: list[User], lead: User
) -> None:
    search(crowd, "bill doubled", 2, total=0)
    search(crowd, "box orange", 3, outcome="opened")
    search(crowd[:3], "box orange", 12)
    weeks = failures_of(lead, 28).weeks
    assert len(weeks) == 13
    assert weeks[-1].counts == Counts(6, 6, 6, 0, 6)
    assert weeks[-2].counts == Counts(6, 0, 0, 0, 0)
    assert weeks[-3].counts is None
    assert weeks[-1].monday.isoformat() == "2026-11-16"


def test_forgotten_days_still_count(
    crowd: list[User], lead: User, settings: Any, browser: Client
) -> None:
    settings.SEARCH_LOG_DAYS = 10
    for days in (2, 20, 40, 80):
        search(crowd, "bill doubled", days, total=0)
    search(crowd[:1], "one persons secret", 20)
    while fold_old_searches():
        pass
    report = failures_of(lead, 28)
    assert report.counts == Counts(13, 12, 13, 1, 12)
    assert report.before == Counts(6, 6, 6, 0, 6)
    cluster = report.clusters[0]
    assert (cluster.name, cluster.counts.searches, cluster.people) == ("bill doubled", 12, 6)
    assert cluster.at_least
    assert report.rest.counts.searches == 1
    assert "at least 6 people" in said(browser, view="top")


# Managers


def test_a_manager_sees_their_teams_in_whole_weeks(
    crowd: list[User], manager: User, team: Team, client_of: ClientOf
) -> None:
    below = make_person(roles=["contact"], team=make_team(parent=team))
    elsewhere = [make_person(team=make_team()) for _number in range(6)]
    search([*crowd, below], "bill doubled", 9, total=0)
    search(elsewhere, "box orange", 9, total=0)
    search(crowd, "this weeks words", 1, total=0)
    page = said(client_of(manager))
    assert "7 of 7 searches failed." in page
    assert "box orange" not in page
    assert "this weeks words" not in page
    assert "4 weeks" in page


def test_a_week_with_too_few_of_a_team_is_in_no_sum(
    crowd: list[User], manager: User, client_of: ClientOf
) -> None:
    """Else the sum less the weeks that are shown would be what those few searched."""
    search(crowd, "bill doubled", 9, total=0)
    search(crowd[:2], "bill doubled", 16, total=0)
    response = get(client_of(manager))
    report = response.context["report"]  # type: ignore[attr-defined]
    assert report.counts.searches == 6
    assert sum(week.counts.searches for week in report.weeks if week.counts) == 6
    assert "1 week in which fewer than 5 people searched is left out" in response.content.decode()


def test_a_lead_who_manages_too_has_one_reach_only(
    crowd: list[User], lead: User, team: Team
) -> None:
    team.managers.add(lead)
    lead.is_manager = True
    lead.save()
    search([make_person() for _number in range(6)], "box orange", 1, total=0)
    assert failures_of(User.objects.get(pk=lead.pk), 28).counts.searches == 6


def test_a_manager_of_nobody_sees_no_data(crowd: list[User], client_of: ClientOf) -> None:
    search(crowd, "bill doubled", 9, total=0)
    page = said(client_of(make_person(roles=["manager"])))
    assert "Nobody in your teams searched" in page
