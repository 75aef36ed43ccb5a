"""The page of failed searches: its figures, its lists, its way to a request."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import Team, User
from knowledge.articles.actions import answer_request, decline_request, request_article
from knowledge.articles.models import WritingRequest
from knowledge.insights.queries import failures_of
from knowledge.search.failures import Counts
from knowledge.search.retention import fold_old_searches
from knowledge.search.synonym_actions import keep_synonym
from knowledge.search.synonym_entries import Entry
from knowledge.search.synonyms import forget
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, make_team
from tests.insights.conftest import NOW, days_ago
from tests.search.indexing import follow
from tests.search.logged import log_search

PAGE = "insights:searches"


@pytest.fixture
def browser(lead: User, client_of: ClientOf) -> Client:
    return client_of(lead)


def search(people: Sequence[User], words: str, days: float = 1, **fields: Any) -> None:
    """Each of them searched so, some minutes apart."""
    for number, person in enumerate(people):
        log_search(person, words, at=days_ago(days, minutes=10 * number), **fields)


def get(browser: Client, **query: str) -> HttpResponse:
    caches["local"].clear()
    response = browser.get(reverse(PAGE), query)
    assert response.status_code == 200
    return response  # type: ignore[return-value]


def said(browser: Client, **query: str) -> str:
    return get(browser, **query).content.decode()


def names(browser: Client, **query: str) -> list[str]:
    lines = get(browser, **query).context["lines"]  # type: ignore[attr-defined]
    return [line.cluster.name for line in lines]


def test_the_headline_has_numerator_and_denominator(crowd: list[User], browser: Client) -> None:
    search(crowd, "bill doubled", total=0)
    search(crowd, "box orange", 2, outcome="opened")
    page = said(browser)
    assert "6 of 12 searches failed." in page
    assert "That is 50.0" in page
    assert "6 of 12</dd>" in page


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
    search(crowd, "box orange", 30)
    search(crowd[:2], "bill doubled", 31, total=0)
    search(crowd, "bill doubled", 2, total=0)
    line = get(browser).context["lines"][0]  # type: ignore[attr-defined]
    assert (line.change, line.is_new) == (None, False)


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
    for days in (2, 20, 40):
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


# From the page to an article


def test_one_click_asks_for_the_article(crowd: list[User], lead: User, browser: Client) -> None:
    search(crowd, "bill doubled", total=0)
    assert "Ask for an article" in said(browser)
    answer = browser.post(reverse("insights:ask"), {"words": "bill doubled"})
    made = WritingRequest.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, made.get_absolute_url())
    assert (made.words, made.asked_by) == ("bill doubled", lead)
    page = said(browser)
    assert "Asked for" in page
    assert made.get_absolute_url() in page
    assert "Ask for an article" not in page


def test_a_request_of_somebody_for_the_same_is_seen_and_its_end_too(
    crowd: list[User], lead: User, browser: Client
) -> None:
    search(crowd, "my bill has doubled", total=0)
    made = request_article(person=crowd[0], words="Bills doubled?")
    assert "Asked for" in said(browser)
    answer_request(request=made, by=lead, article=make_article("Why bills double"))
    assert "Gap closed" in said(browser)


def test_what_was_declined_can_be_asked_for_again(
    crowd: list[User], lead: User, browser: Client
) -> None:
    search(crowd, "bill doubled", total=0)
    made = request_article(person=crowd[0], words="bill doubled")
    decline_request(request=made, by=lead, word="Not ours.")
    page = said(browser)
    assert "Declined" in page
    assert "Ask for an article" in page


@pytest.mark.parametrize("words", ["", "  ", "\0", "x" * 600])
def test_words_that_make_no_request_are_refused_in_words(browser: Client, words: str) -> None:
    answer = browser.post(reverse("insights:ask"), {"words": words, "area": "no-such"}, follow=True)
    assert answer.status_code == 200
    assert not WritingRequest.objects.exists()
    assert "message" in answer.content.decode()


def test_leads_make_a_synonym_of_it_and_managers_do_not(
    crowd: list[User], manager: User, browser: Client, client_of: ClientOf
) -> None:
    search(crowd, "bill doubled", 9, total=0)
    link = f"{reverse('search:synonym_new')}?words=bill%20doubled"
    assert link in said(browser)
    assert link not in said(client_of(manager))


# Areas


def test_the_area_is_guessed_from_the_best_results(
    crowd: list[User], expert: User, browser: Client
) -> None:
    billing = make_area("Billing")
    make_article("Bill doubled in winter", owner=expert, areas=[make_area("Bills", parent=billing)])
    make_article("Box blinks orange", owner=expert, areas=[make_area("Boxes")])
    follow()
    search(crowd, "bill doubled", total=0)
    search(crowd[:3], "orange box", 2, total=0)
    lines = get(browser).context["lines"]  # type: ignore[attr-defined]
    assert [line.area.label for line in lines] == ["Bills", "Boxes"]
    assert names(browser, area="billing") == ["bill doubled"]
    assert names(browser, area="boxes") == ["orange box"]
    page = said(browser, area="boxes")
    assert "3 of 3 searches failed." in page
    assert "The area is a guess" in page


def test_an_area_that_the_words_name_is_the_guess(
    crowd: list[User], expert: User, browser: Client
) -> None:
    make_article("Box charging", owner=expert, areas=[make_area("Boxes")])
    make_area("Charging points", name_fr="Bornes de recharge")
    follow()
    search(crowd, "ma borne de recharge ne charge plus, box charging", total=0)
    lines = get(browser).context["lines"]  # type: ignore[attr-defined]
    assert [line.area.slug for line in lines] == ["charging-points"]


def test_an_area_without_searches_says_so(crowd: list[User], browser: Client) -> None:
    make_area("Solar")
    search(crowd, "bill doubled", total=0)
    assert "No data for this area." in said(browser, area="solar")


# The file


def _table(browser: Client, **query: str) -> list[list[str]]:
    answer = browser.get(reverse("insights:searches_file"), query)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_file_holds_what_the_page_lists(crowd: list[User], browser: Client) -> None:
    search(crowd, "bill doubled", total=0)
    search(crowd[:2], "mrs dupont", 2, total=0)
    rows = _table(browser)
    assert rows[0][:3] == ["Words", "Searches", "Failed"]
    assert rows[1:] == [["bill doubled", "6", "6", "6", "0", "6 people", "", "2026-11-17"]]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_words_are_no_formula(crowd: list[User], browser: Client, sign: str) -> None:
    search(crowd, f"{sign}1+cmd|calc", total=0)
    assert _table(browser)[1][0] == f"'{sign}1+cmd|calc"


# The address, the way there, the cost

NONSENSE = (
    "days=0", "days=x", "days=99999999999999", "days=-7", "view=everything", "view=%00",
    "area=no-such", "area=%F0%9F%98%80", "page=0", "page=999999", "page=x",
    "days=7&days=90&view=top&view=", "area=" + "x" * 2_000,
)  # fmt: skip


def test_nonsense_in_the_address_is_ignored(crowd: list[User], browser: Client) -> None:
    search(crowd, "bill doubled", total=0)
    for query in NONSENSE:
        for route in (PAGE, "insights:searches_file"):
            answer = browser.get(f"{reverse(route)}?{query}")
            assert answer.status_code == 200, query


def test_any_words_are_shown_as_words(crowd: list[User], browser: Client) -> None:
    odd = ("<script>alert(1)</script>", "?!…", "😀", "le la", "%s {} %(n)s", "'; DROP TABLE x --")
    for number, words in enumerate(odd):
        search(crowd, words, 1 + number / 10, total=0)
    page = said(browser)
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert len(names(browser)) == len(odd)


def test_only_leads_and_managers_find_the_way(
    lead: User, manager: User, contact: User, administrator: User, client_of: ClientOf
) -> None:
    url = reverse(PAGE)
    for person, shown in ((lead, True), (manager, True), (contact, False), (administrator, False)):
        page = client_of(person).get(reverse("home")).content.decode()
        assert (f'href="{url}"' in page) == shown, person


def test_the_page_costs_the_same_queries_however_many_searches(
    crowd: list[User],
    expert: User,
    browser: Client,
    assert_same_queries: Callable[..., None],
) -> None:
    made = iter(range(100))

    def grow(count: int) -> None:
        for number in (next(made) for _time in range(count)):
            words = f"w{number}a w{number}b w{number}c"
            search(crowd, words, 1 + number / 20, total=0)
            search(crowd, words, 40 + number / 20, total=0)
            make_article(words, owner=expert, areas=[make_area()])
            request_article(person=crowd[0], words=words)
        follow()

    assert_same_queries(lambda: said(browser, view="top"), grow)
    assert len(names(browser)) == 12


def test_figures_are_kept_for_a_while(crowd: list[User], lead: User) -> None:
    search(crowd, "bill doubled", total=0)
    assert failures_of(lead, 28).counts.searches == 6
    log_search(crowd[0], "box", at=NOW - timedelta(minutes=5))
    assert failures_of(lead, 28).counts.searches == 6
    caches["local"].clear()
    assert failures_of(lead, 28).counts.searches == 7
