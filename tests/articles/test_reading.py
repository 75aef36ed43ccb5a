"""The reading page: what it shows, to whom, and what it may keep."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from knowledge.areas.models import Area
from knowledge.articles.actions import archive_article, comment_on_article, verify_article
from knowledge.articles.models import Article
from knowledge.articles.permissions import can_edit, can_manage, rights_of
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, restrict_area, revise

BODY = """## What happens

/// customer
The bill catches up.
///

## Check first

Look at field REL-04.
"""


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    caches["local"].clear()


@pytest.fixture
def article(expert: User) -> Article:
    return make_article(
        "Why the bill looks high", owner=expert, body=BODY,
        short_answer="It catches up.", short_answer_audience="customer",
    )  # fmt: skip


def _page(client: Client, article: Article) -> str:
    response = client.get(article.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def test_customer_passages_have_a_copy_key_and_internal_ones_have_none(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    page = _page(client_of(contact), article)
    keys = re.findall(r"<copy-button data-url=\"[^\"]*passage=(\w+)", page)
    told = article.live.text.passages.filter(audience="customer")
    assert sorted(keys) == sorted(told.values_list("key", flat=True))
    assert "REL-04" in page


def test_every_passage_has_a_permanent_link_and_a_flag(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    page = _page(client_of(contact), article)
    for passage in article.live.text.passages.exclude(plain=""):
        assert reverse("articles:passage", args=[article.slug, passage.key]) in page
        assert f"flag/?passage={passage.key}" in page


def test_a_kept_page_costs_four_queries(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    make_article(body=f"See [[{article.title}]].")
    client = client_of(contact)
    _page(client, article)
    with CaptureQueriesContext(connection) as captured:
        _page(client, article)
    assert len(captured) <= 4, [query["sql"] for query in captured]


def test_a_drawn_page_costs_the_same_however_much_stands_around_it(
    article: Article,
    contact: User,
    client_of: ClientOf,
    assert_same_queries: Callable[..., None],
) -> None:
    client = client_of(contact)

    def grow(n: int) -> None:
        for number in range(n):
            make_article(body=f"See [[{article.title}]].", areas=[make_area()])
            comment_on_article(article=article, by=contact, source=f"Remark {number}")

    def read() -> None:
        caches["local"].clear()
        _page(client, article)

    assert_same_queries(read, grow)


def test_a_kept_page_holds_nobodys_form_token(
    article: Article, contact: User, colleague: User, client_of: ClientOf
) -> None:
    first = _page(client_of(contact), article)
    second = _page(client_of(colleague), article)
    tokens = [set(re.findall(r'csrfmiddlewaretoken" value="(\w+)"', p)) for p in (first, second)]
    assert all(tokens)
    assert not tokens[0] & tokens[1]


def test_a_kept_page_gives_way_to_a_new_revision(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    client = client_of(contact)
    _page(client, article)
    revise(article, body="/// customer\nThe bill is right.\n///\n")
    page = _page(client, article)
    assert "The bill is right." in page
    assert "REL-04" not in page


def test_a_kept_page_gives_way_to_the_archive_at_once(
    article: Article, contact: User, expert: User, client_of: ClientOf
) -> None:
    client = client_of(contact)
    successor = make_article("The new bill")
    assert "<copy-button" in _page(client, article)
    archive_article(article=article, by=expert, replaced_by=successor)
    page = _page(client, article)
    assert "This article is archived" in page
    assert successor.get_absolute_url() in page
    assert "<copy-button" not in page


def test_a_new_restriction_closes_a_kept_page_at_once(
    article: Article, outsider: User, team: Team, client_of: ClientOf
) -> None:
    area = make_area("Quiet")
    article.areas.add(area)
    client = client_of(outsider)
    _page(client, article)
    restrict_area(area, team)
    assert client.get(article.get_absolute_url()).status_code == 404


def test_a_neighbour_that_is_closed_to_the_reader_disappears_at_once(
    article: Article, outsider: User, team: Team, client_of: ClientOf
) -> None:
    area = make_area("Quiet")
    make_article("A quiet neighbour", body=f"See [[{article.title}]].", areas=[area])
    client = client_of(outsider)
    assert "A quiet neighbour" in _page(client, article)
    restrict_area(area, team)
    assert "A quiet neighbour" not in _page(client, article)


def test_a_successor_that_is_closed_to_the_reader_is_not_named(
    article: Article, expert: User, outsider: User, team: Team, client_of: ClientOf
) -> None:
    area = make_area("Quiet")
    restrict_area(area, team)
    hidden = make_article("The quiet successor", areas=[area])
    archive_article(article=article, by=expert, replaced_by=hidden)
    assert "The quiet successor" not in _page(client_of(outsider), article)


def test_a_breadcrumb_does_not_name_a_closed_area_to_the_lead_of_one_inside_it(
    outsider: User, team: Team, contact: User, client_of: ClientOf
) -> None:
    closed = make_area("Quiet works")
    inside = make_area("Box", parent=closed, owners=[outsider])
    restrict_area(closed, team)
    article = make_article("Orange light", areas=[inside])
    assert "Quiet works" in _page(client_of(contact), article)
    pages = [article.get_absolute_url(), reverse("articles:pane", args=[article.slug])]
    for page in pages:
        assert "Quiet works" not in client_of(outsider).get(page).content.decode()


def test_rights_on_the_row_agree_with_the_predicates(  # noqa: PLR0917 - the whole cast
    team: Team, contact: User, expert: User, colleague: User, lead: User, outsider: User
) -> None:
    broadband = Area.objects.get(name="Broadband")
    below = make_area("Box", parent=broadband)
    articles = [
        make_article(owner=expert, areas=[below]),
        make_article(owner=contact, areas=[below], settings={"editing_rights": "compliance"}),
        make_article(owner=contact, settings={"co_authors": (colleague,)}),
    ]
    for person in (contact, expert, colleague, lead, outsider):
        for plain in articles:
            row = Article.objects.with_rights_of(person).get(pk=plain.pk)
            found = rights_of(person, row)
            assert (found.edit, found.manage) == (can_edit(person, row), can_manage(person, row))


def test_an_expired_article_says_so(article: Article, contact: User, client_of: ClientOf) -> None:
    Article.objects.filter(pk=article.pk).update(
        expires_on=timezone.localdate() - timedelta(days=2)
    )
    assert "This article has expired" in _page(client_of(contact), article)


def test_an_article_past_its_check_says_so_until_it_is_verified(
    article: Article, contact: User, expert: User, client_of: ClientOf
) -> None:
    Article.objects.filter(pk=article.pk).update(
        check_due_on=timezone.localdate() - timedelta(days=2)
    )
    client = client_of(contact)
    assert "Nobody has checked this lately" in _page(client, article)
    verify_article(article=article, by=expert)
    assert "Nobody has checked this lately" not in _page(client, article)


def test_a_permanent_link_leads_to_the_passage(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    passage = article.live.text.passages.last()
    assert passage is not None
    response = client_of(contact).get(reverse("articles:passage", args=[article.slug, passage.key]))
    assert response["Location"] == f"{article.get_absolute_url()}#p-{passage.key}"


def test_the_permanent_link_of_a_passage_that_is_gone_leads_to_its_last_revision(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    passage = article.live.text.passages.get(plain__contains="REL-04")
    revise(article, body="## Nothing of it\n\nNeither word nor wish remains.\n")
    client = client_of(contact)
    url = reverse("articles:passage", args=[article.slug, passage.key])
    response = client.get(url, follow=True)
    assert response.redirect_chain == [
        (f"/articles/{article.slug}/revisions/1/#p-{passage.key}", 302)
    ]
    assert "no longer in the article" in response.content.decode()


def test_an_unknown_passage_is_not_found(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    url = reverse("articles:passage", args=[article.slug, "zzzz"])
    assert client_of(contact).get(url).status_code == 404


def test_the_pane_is_a_fragment_without_frame(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    page = client_of(contact).get(reverse("articles:pane", args=[article.slug])).content.decode()
    assert "<html" not in page
    assert "The bill catches up." in page


def test_related_articles_share_topics(contact: User, client_of: ClientOf) -> None:
    article = make_article("Orange light", topics=["box", "light"])
    make_article("Box reset", topics=["box"])
    make_article("Paper bill", topics=["bill"])
    page = _page(client_of(contact), article)
    assert "Box reset" in page
    assert "Paper bill" not in page
