"""Revisions: the record, comparing, publishing an earlier one again."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.urls import reverse

from accounts.models import Team, User
from knowledge.articles.actions import archive_article, change_settings, hand_over, verify_article
from knowledge.articles.models import Article
from knowledge.articles.words import settings_of
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, restrict_area, revise

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]


@pytest.fixture
def article(expert: User) -> Article:
    first = make_article("Orange light", owner=expert, body="Wait two minutes.\n")
    return revise(first, body="Wait four minutes.\n", note="Measured again")


def _history(client_of: ClientOf, person: User, article: Article) -> str:
    url = reverse("articles:history", args=[article.slug])
    return client_of(person).get(url).content.decode()


def test_the_record_tells_every_change_in_words(
    article: Article, expert: User, contact: User, client_of: ClientOf
) -> None:
    verify_article(article=article, by=expert)
    hand_over(article=article, by=expert, owner=make_person("Luc Bouchard"))
    archive_article(article=article, by=expert, replaced_by=make_article("The new light"))
    page = _history(client_of, contact, article)
    for words in ("Measured again", "Verified", "Luc Bouchard", "Archived", "The new light"):
        assert words in page, words


def test_the_record_is_silent_about_areas_and_articles_closed_to_its_reader(
    article: Article, expert: User, team: Team, outsider: User, client_of: ClientOf
) -> None:
    area = make_area("Zephyr matters")
    restrict_area(area, team)
    open_settings = settings_of(Article.objects.get(pk=article.pk))
    change_settings(
        article=article, by=expert, settings=replace(settings_of(article), areas=(area,))
    )
    change_settings(article=article, by=expert, settings=open_settings)
    archive_article(
        article=article, by=expert, replaced_by=make_article("Zephyr text", areas=[area])
    )
    page = _history(client_of, outsider, article).lower()
    assert "zephyr" not in page
    assert "zephyr matters" in _history(client_of, expert, article).lower()


def test_the_record_costs_the_same_with_more_rows(
    article: Article, contact: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    client = client_of(contact)
    url = reverse("articles:history", args=[article.slug])

    def grow(n: int) -> None:
        for number in range(n):
            revise(article, by=make_person(), body=f"Text {number} of {n}.\n")
            owner = make_person()
            hand_over(article=article, by=article.owner, owner=owner)

    assert_same_queries(lambda: client.get(url), grow)


@pytest.mark.parametrize("view", ["rendered", "source"])
def test_two_revisions_mark_the_words_that_differ(
    view: str, article: Article, contact: User, client_of: ClientOf
) -> None:
    url = reverse("articles:compare", args=[article.slug]) + f"?from=1&to=2&view={view}"
    page = client_of(contact).get(url).content.decode()
    assert "<del>two</del>" in page
    assert "<ins>four</ins>" in page


def test_a_change_of_audience_of_the_short_answer_is_shown(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    revise(article, short_answer="Wait.", short_answer_audience="customer")
    url = reverse("articles:compare", args=[article.slug]) + "?from=2&to=3"
    page = client_of(contact).get(url).content.decode()
    assert "Who may be told the short answer" in page


@pytest.mark.parametrize("query", ["?from=1", "?from=1&to=99", "?from=x&to=2", ""])
def test_revisions_that_do_not_exist_are_not_found(
    query: str, article: Article, contact: User, client_of: ClientOf
) -> None:
    url = reverse("articles:compare", args=[article.slug]) + query
    assert client_of(contact).get(url).status_code == 404


def test_an_earlier_revision_is_published_again_as_a_new_one(
    article: Article, expert: User, client_of: ClientOf
) -> None:
    url = reverse("articles:restore", args=[article.slug, 1])
    assert client_of(expert).post(url).status_code == 303
    now = Article.objects.select_related("current__text").get(pk=article.pk)
    assert now.live.number == 3
    assert now.live.text.source == "Wait two minutes.\n"
    assert now.live.restored_from is not None


def test_an_earlier_revision_says_that_it_is_not_current_and_has_no_copy_key(
    expert: User, contact: User, client_of: ClientOf
) -> None:
    first = make_article(owner=expert, body="/// customer\nWait.\n///\n")
    revise(first, body="/// customer\nDo not wait.\n///\n")
    url = reverse("articles:revision", args=[first.slug, 1])
    page = client_of(contact).get(url).content.decode()
    assert "This is not how the article reads now" in page
    assert "copy-button" not in page
