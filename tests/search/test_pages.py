"""The search page and the palette, without JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.articles.actions import archive_article
from knowledge.articles.models import Article
from knowledge.replies.models import ReplyRecord
from knowledge.search import searchlog
from knowledge.search.models import SearchLog
from tests.conftest import ClientOf
from tests.factories import make_area, make_article
from tests.search.indexing import follow

BODY = """Engineers: replace lot 24-B without a diagnosis.

/// customer
If the light of the box blinks orange, unplug it for thirty seconds.
///
"""


@pytest.fixture
def area(db: None) -> Area:
    return make_area("Home box", name_fr="Box maison")


@pytest.fixture
def orange(area: Area, expert: User) -> Article:
    article = make_article("Orange light of the box", owner=expert, body=BODY, areas=[area])
    follow()
    return article


@pytest.fixture
def browser(contact: User, client_of: ClientOf) -> Client:
    return client_of(contact)


def _page(browser: Client, **query: str) -> str:
    response = browser.get(reverse("search:results"), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_passage_that_answers_is_shown_with_its_words_marked(
    orange: Article, browser: Client
) -> None:
    page = _page(browser, q="box blinks orange")
    assert "1 article answers" in page
    assert "<mark>box blinks orange</mark>" in page
    assert "result--customer" in page


def test_the_copy_key_carries_the_search_and_the_copy_is_its_outcome(
    orange: Article,
    browser: Client,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    page = _page(browser, q="box blinks orange")
    url = re.search(r'<copy-button data-url="([^"]+)"', page)
    assert url
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.post(url[1].replace("&amp;", "&"), headers={"Accept": "application/json"})
    assert answer.json()["plain"].startswith("If the light")
    searchlog.flush()
    assert ReplyRecord.objects.count() == 1
    row = SearchLog.objects.get()
    assert (row.words, row.total, row.outcome, row.outcome_id) == (
        "box blinks orange", 1, "copied", orange.pk,
    )  # fmt: skip


def test_a_passage_that_copies_is_preferred_to_one_with_hardly_more_of_the_words(
    orange: Article, expert: User, browser: Client
) -> None:
    page = _page(browser, q="box light")
    assert "unplug it for thirty seconds" in page


def test_an_internal_passage_says_that_it_does_not_copy(orange: Article, browser: Client) -> None:
    page = _page(browser, q="lot 24-B diagnosis")
    assert "Does not copy" in page
    assert "<copy-button" not in page.partition("results-list")[2].partition("</results-list")[0]


def test_opening_a_result_leads_to_its_passage_and_is_logged(
    orange: Article,
    browser: Client,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    page = _page(browser, q="box blinks orange")
    link = re.search(r'<h2 lang="en"><a href="([^"]+)"', page)
    assert link
    with django_capture_on_commit_callbacks(execute=True):
        answer = browser.get(link[1].replace("&amp;", "&"))
    assert answer["Location"].startswith(orange.get_absolute_url() + "#")
    searchlog.flush()
    assert SearchLog.objects.get().outcome == "opened"


NASTY = ("<script>alert(1)</script>", '"><img src=x onerror=1>', "a' OR 1=1 --", "*~^[(\\")
ANY_WORDS = (
    "", " ", "\0", "?!…", "le la les", "😀", "a" * 10_000, "é" * 3_000, "%s {} %", "\ud800",
    "<b>", "*~^[(\\", "AND OR NOT", "area: author:", "xxx" + "\u0301" * 500,
)  # fmt: skip
NONSENSE = (
    "page=0", "page=-1", "page=99999999999", "page=x", "area=no-such", "audience=everyone",
    "confidence=%00", "kind=" + "x" * 500, "language=zz", "author=nobody", "topic=%F0%9F%98%80",
    "exactly=maybe",
)  # fmt: skip


def test_what_was_typed_and_what_was_written_is_escaped(expert: User, browser: Client) -> None:
    for nasty in NASTY:
        make_article(f"Title {nasty} end", owner=expert, body=f"    {nasty} alert img end")
    follow()
    for nasty in NASTY:
        for address in (reverse("search:results"), reverse("search:palette")):
            page = browser.get(address, {"q": f"{nasty} alert img end"}).content.decode()
            assert "alert" in page
            assert "<script>alert" not in page
            assert "<img src=x" not in page


def test_any_words_are_answered(orange: Article, browser: Client) -> None:
    for words in ANY_WORDS:
        safe = words.encode("utf-8", "replace").decode()
        for name in ("results", "palette", "suggest"):
            answer = browser.get(reverse(f"search:{name}"), {"q": safe})
            assert answer.status_code == 200, (name, words[:40])


def test_nonsense_in_the_address_never_fails(orange: Article, browser: Client) -> None:
    for query in NONSENSE:
        answer = browser.get(f"{reverse('search:results')}?q=box&{query}")
        assert answer.status_code == 200, query


def test_filters_stay_in_the_address_and_are_counted(
    orange: Article, area: Area, expert: User, browser: Client
) -> None:
    make_article(
        "La box clignote orange",
        owner=expert,
        body="La box chauffe.",
        settings={"language": "fr"},
    )
    follow()
    assert "2 articles answer" in _page(browser, q="box orange")
    page = _page(browser, q="box orange", area=area.slug)
    assert "1 article answers" in page
    assert re.search(rf'value="{area.slug}" checked', page)
    assert "1 article answers" in _page(browser, q="box orange", language="fr")


def test_a_misspelt_word_is_repaired_and_can_be_insisted_on(
    orange: Article, browser: Client
) -> None:
    page = _page(browser, q="bliks orange")
    assert "blinks" in page
    assert "exactly=1" in page
    assert "Search exactly" not in _page(browser, q="bliks orange", exactly="1")


def test_archived_articles_are_found_only_when_asked_for(
    orange: Article, expert: User, browser: Client
) -> None:
    archive_article(article=orange, by=expert)
    follow()
    assert "Nothing answers" in _page(browser, q="box blinks orange")
    page = _page(browser, q="box blinks orange", confidence="archived")
    assert "1 article answers" in page
    assert "<copy-button" not in page.partition("results-list")[2].partition("</results-list")[0]


def test_a_withdrawn_passage_is_not_shown_before_the_index_knows(
    orange: Article, contact: User, browser: Client
) -> None:
    orange.live.text.passages.filter(audience="customer").delete()
    page = _page(browser, q="box blinks orange")
    assert "thirty seconds" not in page


def test_without_an_index_the_page_says_so_and_keeps_the_words(browser: Client) -> None:
    page = _page(browser, q="box")
    assert "Search does not answer just now" in page
    assert 'value="box"' in page


def test_the_start_page_lists_only_my_own_searches(
    orange: Article, browser: Client, expert: User, client_of: ClientOf
) -> None:
    _page(browser, q="box blinks")
    searchlog.flush()
    assert "box blinks" in browser.get(reverse("search:results")).content.decode()
    assert "box blinks" not in client_of(expert).get(reverse("search:results")).content.decode()


def test_the_palette_answers_options_that_can_be_opened_and_copied(
    orange: Article, browser: Client
) -> None:
    page = browser.get(reverse("search:palette"), {"q": "box blinks orange"}).content.decode()
    first = page.partition("</li>")[0]
    assert 'role="option"' in first
    assert 'data-href="/search/go/' in first
    assert "data-copy-url=" in first
    assert "<html" not in page


def test_typing_letter_by_letter_is_one_search(orange: Article, browser: Client) -> None:
    for words in ("box", "box bl", "box blinks"):
        browser.get(reverse("search:palette"), {"q": words})
    searchlog.flush()
    assert [row.words for row in SearchLog.objects.all()] == ["box blinks"]


def test_the_page_costs_the_same_queries_however_many_results(
    expert: User, browser: Client, assert_same_queries: Callable[..., None]
) -> None:
    def grow(count: int) -> None:
        for _number in range(count):
            make_article("Box reset", owner=expert, body="Reset the box.", areas=[make_area()])
        follow()

    assert_same_queries(lambda: _page(browser, q="box reset"), grow)
