"""From the page to an article, an area, a file; and what an address may hold."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.articles.actions import answer_request, decline_request, request_article
from knowledge.articles.models import WritingRequest
from knowledge.insights.queries import failures_of
from tests.conftest import ClientOf
from tests.factories import make_area, make_article
from tests.insights.conftest import NOW
from tests.insights.looking import PAGE, get, names, said, search
from tests.search.indexing import follow
from tests.search.logged import log_search

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
        menu, _end, rest = page.partition("</header>")
        assert (f'href="{url}"' in menu) == shown, person
        assert (f'href="{url}"' in rest) == shown, person


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
