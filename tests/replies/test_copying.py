"""Copying for a customer: only what may be told, written down once, for its person alone."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Team, User
from knowledge.articles.actions import archive_article
from knowledge.articles.models import Article
from knowledge.replies.actions.recording import NotForCustomers, NothingToCopy, record_copy
from knowledge.replies.models import ReplyRecord
from knowledge.replies.queries.copied import month_start, reach_of
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person, restrict_area, revise

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]
JSON = {"accept": "application/json"}
BODY = """Secret of the house.

/// customer
## Do this

**Unplug** the box ![plan](attachment:none) and read [the page](https://halage.example/box).
///

/// partner
For partners.
///
"""


@pytest.fixture
def article(db: None) -> Article:
    return make_article(
        "Orange light", body=BODY, short_answer="Wait.", short_answer_audience="customer"
    )


def _key(article: Article, words: str) -> str:
    return article.live.text.passages.get(plain__contains=words).key


def _copy(client: Client, article: Article, *keys: str, **data: str):
    query = "".join(f"&passage={key}" for key in keys)
    url = f"{reverse('replies:copy')}?article={article.slug}{query}"
    return client.post(url, data, headers=JSON)


def test_a_copy_answers_plain_and_rich_text_and_writes_a_record(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    key = _key(article, "Unplug")
    answer = _copy(client_of(contact), article, key).json()
    assert "Unplug the box" in answer["plain"]
    assert "<strong>Unplug</strong>" in answer["html"]
    assert "<img" not in answer["html"]
    record = ReplyRecord.objects.get()
    assert record.person == contact
    [used] = record.passages.all()
    assert (used.revision, used.passage_key) == (article.live, key)


@pytest.mark.parametrize("words", ["Secret", "For partners"])
def test_what_may_not_be_told_is_refused_without_its_text(
    words: str, article: Article, contact: User, client_of: ClientOf
) -> None:
    response = _copy(client_of(contact), article, _key(article, words))
    assert response.status_code == 403
    assert words not in response.content.decode()
    assert not ReplyRecord.objects.exists()


def test_one_closed_passage_closes_the_whole_copy(article: Article, contact: User) -> None:
    keys = ["short", _key(article, "Secret")]
    with pytest.raises(NotForCustomers):
        record_copy(person=contact, article=article, revision=article.live, passage_keys=keys)


def test_several_passages_go_into_one_reply_in_the_order_of_the_article(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    answer = _copy(client_of(contact), article, _key(article, "Unplug"), "short").json()
    assert answer["plain"].startswith("Wait.")
    assert ReplyRecord.objects.get().passages.count() == 2


def test_unknown_passages_are_not_found(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    assert _copy(client_of(contact), article, "zzzz").status_code == 404
    assert _copy(client_of(contact), article).status_code == 404


def test_nothing_is_copied_from_an_archived_article(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    archive_article(article=article, by=article.owner)
    response = _copy(client_of(contact), article, "short")
    assert response.status_code == 403
    assert "archived" in response.json()["error"]


def test_a_passage_withdrawn_in_a_later_revision_can_no_longer_be_copied(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    revise(article, short_answer_audience="internal")
    assert _copy(client_of(contact), article, "short").status_code == 403


def test_a_hidden_article_is_not_found(
    article: Article, outsider: User, team: Team, client_of: ClientOf
) -> None:
    area = make_area("Quiet")
    article.areas.add(area)
    restrict_area(area, team)
    assert _copy(client_of(outsider), article, "short").status_code == 404


def test_a_double_click_is_one_reply(article: Article, contact: User) -> None:
    now = timezone.now()
    for seconds in (0, 1, 2, 10):
        record_copy(
            person=contact, article=article, revision=article.live, passage_keys=["short"],
            at=now + timedelta(seconds=seconds),
        )  # fmt: skip
    assert ReplyRecord.objects.count() == 2


def test_another_passage_within_the_same_second_is_another_reply(
    article: Article, contact: User
) -> None:
    now = timezone.now()
    for key in ("short", _key(article, "Unplug")):
        record_copy(
            person=contact, article=article, revision=article.live, passage_keys=[key], at=now
        )
    assert ReplyRecord.objects.count() == 2


def test_nothing_asked_for_is_nothing_to_copy(article: Article, contact: User) -> None:
    with pytest.raises(NothingToCopy):
        record_copy(person=contact, article=article, revision=article.live, passage_keys=[])


def test_without_javascript_the_text_stands_on_a_page(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    url = f"{reverse('replies:copy')}?article={article.slug}&passage=short"
    page = client_of(contact).post(url).content.decode()
    assert re.search(r"<textarea[^>]*>Wait\.</textarea>", page)


def test_the_channel_chosen_once_goes_into_the_copies_that_follow(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    client = client_of(contact)
    response = client.post(
        reverse("replies:channel"), {"channel": "email", "next": article.get_absolute_url()}
    )
    assert response["Location"] == article.get_absolute_url()
    _copy(client, article, "short")
    assert ReplyRecord.objects.get().channel == "email"


def test_a_channel_that_is_none_is_left_unsaid(
    article: Article, contact: User, client_of: ClientOf
) -> None:
    client = client_of(contact)
    client.post(reverse("replies:channel"), {"channel": "pigeon", "next": "//evil.example/"})
    _copy(client, article, "short", channel="smoke")
    assert ReplyRecord.objects.get().channel == ""


def test_ones_replies_are_shown_to_oneself_alone(
    article: Article, contact: User, manager: User, administrator: User, client_of: ClientOf
) -> None:
    record_copy(person=contact, article=article, revision=article.live, passage_keys=["short"])
    url = reverse("replies:mine")
    assert "Orange light" in client_of(contact).get(url).content.decode()
    for person in (manager, administrator):
        assert "Orange light" not in client_of(person).get(url).content.decode()


def test_ones_own_list_is_silent_about_what_one_may_no_longer_read(
    article: Article, outsider: User, team: Team, client_of: ClientOf
) -> None:
    record_copy(person=outsider, article=article, revision=article.live, passage_keys=["short"])
    area = make_area("Quiet")
    article.areas.add(area)
    restrict_area(area, team)
    page = client_of(outsider).get(reverse("replies:mine")).content.decode()
    assert "Orange light" not in page
    assert "Wait." not in page


def test_my_replies_cost_the_same_with_more_rows(
    contact: User, client_of: ClientOf, assert_same_queries: Growth
) -> None:
    client = client_of(contact)

    def grow(n: int) -> None:
        for _number in range(n):
            made = make_article(short_answer="Yes.", short_answer_audience="customer")
            record_copy(person=contact, article=made, revision=made.live, passage_keys=["short"])

    assert_same_queries(lambda: client.get(reverse("replies:mine")), grow)


def test_reach_counts_replies_by_channel_and_names_nobody(
    article: Article, client_of: ClientOf, contact: User
) -> None:
    for channel in ("phone", "phone", "email", ""):
        record_copy(
            person=make_person(), article=article, revision=article.live, passage_keys=["short"],
            channel=channel,
        )  # fmt: skip
    reach = reach_of(article, month_start())
    assert reach.replies == 4
    assert [(c.channel, c.replies) for c in reach.channels] == [("phone", 2), ("email", 1)]
    page = client_of(contact).get(article.get_absolute_url()).content.decode()
    assert "Served 4 replies this month" in page
