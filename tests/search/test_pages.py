"""The search page and the palette, without JavaScript."""

import re
from collections.abc import Callable
from dataclasses import replace
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
from knowledge.search.queries import SearchRequest, SearchResults, search
from tests.conftest import ClientOf
from tests.factories import make_area, make_article
from tests.search.indexing import follow
from tests.search.screen import page_of


def test_the_passage_that_answers_is_shown_with_its_words_marked(
    orange: Article, browser: Client
) -> None:
    page = page_of(browser, q="box blinks orange")
    assert "1 result answers" in page
    assert "<mark>box blinks orange</mark>" in page
    assert "result--customer" in page


def test_the_copy_key_carries_the_search_and_the_copy_is_its_outcome(
    orange: Article,
    browser: Client,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    page = page_of(browser, q="box blinks orange")
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
    page = page_of(browser, q="box light")
    assert "unplug it for thirty seconds" in page


def test_an_internal_passage_says_that_it_does_not_copy(orange: Article, browser: Client) -> None:
    page = page_of(browser, q="lot 24-B diagnosis")
    assert "Does not copy" in page
    assert "<copy-button" not in page.partition("results-list")[2].partition("</results-list")[0]


def test_opening_a_result_leads_to_its_passage_and_is_logged(
    orange: Article,
    browser: Client,
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    page = page_of(browser, q="box blinks orange")
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
    assert "2 results answer" in page_of(browser, q="box orange")
    page = page_of(browser, q="box orange", area=area.slug)
    assert "1 result answers" in page
    assert re.search(rf'value="{area.slug}" checked', page)
    assert "1 result answers" in page_of(browser, q="box orange", language="fr")


def test_a_misspelt_word_is_repaired_and_can_be_insisted_on(
    orange: Article, browser: Client
) -> None:
    page = page_of(browser, q="bliks orange")
    assert "Showing results for <strong>blinks</strong>" in page
    assert "exactly=1" in page
    assert "Search instead for “bliks orange”" in page
    assert "Search instead" not in page_of(browser, q="bliks orange", exactly="1")


def test_archived_articles_are_found_only_when_asked_for(
    orange: Article, expert: User, browser: Client
) -> None:
    archive_article(article=orange, by=expert)
    follow()
    assert "Nothing answers" in page_of(browser, q="box blinks orange")
    page = page_of(browser, q="box blinks orange", confidence="archived")
    assert "1 result answers" in page
    assert "<copy-button" not in page.partition("results-list")[2].partition("</results-list")[0]


def test_a_withdrawn_passage_is_not_shown_before_the_index_knows(
    orange: Article, contact: User, browser: Client
) -> None:
    orange.live.text.passages.filter(audience="customer").delete()
    page = page_of(browser, q="box blinks orange")
    assert "thirty seconds" not in page


def test_without_an_index_the_page_says_so_and_keeps_the_words(browser: Client) -> None:
    page = page_of(browser, q="box")
    assert "Search does not answer just now" in page
    assert 'value="box"' in page


def test_the_start_page_lists_only_my_own_searches(
    orange: Article, browser: Client, expert: User, client_of: ClientOf
) -> None:
    page_of(browser, q="box blinks")
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

    assert_same_queries(lambda: page_of(browser, q="box reset"), grow)


def test_words_that_nothing_has_are_crossed_out_and_said_to_be_missing(
    orange: Article, browser: Client
) -> None:
    page = page_of(browser, q="orange quagga zebra")
    assert "comes nearest" in page
    assert '<s><span class="hidden">not found: </span>quagga</s>' in page
    assert 'class="exits' in page


def test_a_word_that_only_this_article_lacks_is_crossed_out_in_its_place(
    orange: Article, expert: User, browser: Client
) -> None:
    make_article("The invoice", owner=expert, body="The invoice of an installation.")
    follow()
    page = page_of(browser, q="orange invoice installation")
    lacking = page.partition("Orange light")[0].rpartition("<article")[2]
    assert "orange" not in re.findall(r"</span>(\w+)</s>", lacking)
    crossed = re.findall(r"not found: </span>(\w+)</s>", page)
    assert {"orange", "invoice", "installation"} & set(crossed)


def test_a_result_in_a_language_that_i_do_not_speak_is_labelled(
    contact: User, expert: User, browser: Client
) -> None:
    make_article("Voyant", owner=expert, body="Le voyant est orange.", settings={"language": "fr"})
    follow()
    assert "i-language" in page_of(browser, q="voyant orange").partition("<results-list")[2]
    User.objects.filter(pk=contact.pk).update(languages=["en", "fr"])
    assert "i-language" not in page_of(browser, q="voyant orange").partition("<results-list")[2]


def test_an_internal_passage_says_why_its_copy_key_does_nothing(
    orange: Article, browser: Client
) -> None:
    page = page_of(browser, q="lot 24-B diagnosis")
    assert 'data-why="This passage stays in the house' in page


def test_only_leads_are_told_why_a_result_ranks_where_it_does(
    orange: Article, browser: Client, lead: User, client_of: ClientOf
) -> None:
    asked = {"q": "box blinks orange", "explain": "1"}
    assert "Why it ranks here" in page_of(client_of(lead), **asked)
    assert "explain=1" in page_of(client_of(lead), q="box blinks orange")
    assert "Why it ranks here" not in page_of(browser, **asked)
    assert "explain=1" not in page_of(browser, q="box blinks orange")


def test_what_several_people_copied_is_shown_first(
    orange: Article, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "People who searched this copied" not in page_of(browser, q="box blinks orange")

    def with_copied(user: User, request: SearchRequest) -> SearchResults:
        found = search(user, request)
        return replace(found, copied=found.results[:1])

    monkeypatch.setattr("knowledge.search.views.results.search", with_copied)
    shown = page_of(browser, q="box blinks orange").partition("People who searched this copied")[2]
    assert "Orange light of the box" in shown.replace("<mark>", "").replace("</mark>", "")
    assert "<copy-button" in shown.partition("<results-list")[0]


def test_a_page_that_is_drawn_once_holds_nothing_of_whoever_asked_first(
    orange: Article, contact: User, expert: User, client_of: ClientOf
) -> None:
    pages = []
    for person in (contact, expert):
        client = client_of(person)
        client.post("/ui/theme/", {"theme": "dark" if person == expert else "system"})
        pages.append(page_of(client, q="box blinks orange"))
    first, second = pages
    assert contact.display_name in first
    assert expert.display_name in second
    assert f'data-person="{expert.pk}"' in second
    for own in (contact.display_name, f'data-person="{contact.pk}"', _secret(first, "nonce")):
        assert own not in second
    assert _secret(first, "csrf-token") not in second
    assert 'data-theme="dark"' not in first
    assert 'data-theme="dark"' in second


def test_what_was_said_of_the_last_press_stands_on_the_page_of_results(
    orange: Article, browser: Client
) -> None:
    saved = browser.post(f"{reverse('search:save')}?q=box", {"name": "Boxes"}, follow=True)
    assert saved.redirect_chain[-1][0].startswith("/search/?q=box")
    assert "“Boxes” is saved." in saved.content.decode()
    assert 'class="message' not in page_of(browser, q="box"), "said once"


def _secret(page: str, name: str) -> str:
    found = re.search(rf'{name}"?(?: content)?="([^"]+)"', page)
    assert found
    return found[1]
