"""Recalls as lists: reply by reply under the passage that was wrong, page by page however many there are."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.replies.actions.recalls import open_recall, settle_reply
from knowledge.replies.actions.recording import record_copy
from knowledge.replies.models import Recall, RecalledReply, ReplyRecord
from knowledge.replies.queries.recall_lists import Extent, overseen_by
from tests.conftest import ClientOf
from tests.factories import make_article, make_person

pytestmark = pytest.mark.django_db
State = RecalledReply.State
MINE = "/replies/recalls/"


def _article(owner: User, title: str = "Reset", wrong: str = "Hold it for 5 seconds.") -> Article:
    return make_article(title, owner=owner, short_answer=wrong, short_answer_audience="customer")


def _copy(person: User, article: Article, days_ago: Iterable[float]) -> list[ReplyRecord]:
    """One reply each, the earliest first."""
    article = Article.objects.select_related("current__text").get(pk=article.pk)
    return [
        record_copy(
            person=person,
            article=article,
            revision=article.live,
            passage_keys=["short"],
            at=timezone.now() - timedelta(days=days),
        )[0]
        for days in sorted(days_ago, reverse=True)
    ]


def _recall(article: Article, wrong: str = "Hold it for 5 seconds.", days_ago: int = 0) -> Recall:
    at = timezone.now() - timedelta(days=days_ago)
    return open_recall(
        source=article, passage_key="short", wrong=wrong, by=article.owner, word="10.", at=at
    )


def _shown(browser: Client, url: str = MINE) -> Any:
    page = browser.get(url)
    assert page.status_code == 200
    return page


def _words(page: HttpResponse) -> str:
    return page.content.decode()


def test_replies_to_correct_stand_under_the_passage_that_was_wrong_with_how_many_and_when(
    expert: User, contact: User, client_of: ClientOf
) -> None:
    reset, cable = _article(expert), _article(expert, "Cable", "Touch it.")
    first, *_between, last = _copy(contact, reset, (9, 5, 2))
    _copy(contact, cable, [1])
    before, after = _recall(reset, days_ago=1), _recall(cable, "Touch it.")
    settle_reply(reply=before.replies.get(record=first), by=contact, state=State.CORRECTED)
    page = _shown(client_of(contact))
    groups = page.context["open_groups"]
    assert [group.recall for group in groups] == [after, before], "the latest recall first"
    assert [[row.record_id for row in group.rows] for group in groups][1][0] == last.pk
    extent = groups[1].extent
    assert (extent.total, extent.left, extent.done) == (2, 2, 0)
    assert (extent.first, extent.last) == (_between[0].created_at, last.created_at)
    [settled] = page.context["settled_groups"]
    assert (settled.recall, settled.extent.total, settled.extent.first) == (
        before,
        1,
        first.created_at,
    )
    words = _words(page)
    assert words.count("<del>Hold it for 5 seconds.</del>") == 3, "headlines, and once in full"
    assert "2 replies" in words
    assert "Change it" in words


def test_a_recall_that_goes_over_pages_says_how_many_there_are_in_all(
    expert: User, contact: User, client_of: ClientOf
) -> None:
    many, few = _article(expert), _article(expert, "Cable", "Touch it.")
    _copy(contact, many, range(1, 31))
    _copy(contact, few, [1, 2])
    _recall(many)
    _recall(few, "Touch it.", days_ago=1)
    browser = client_of(contact)
    pages = [_shown(browser, f"{MINE}?page={n}") for n in (1, 2)]
    parts = [
        [(len(group.rows), group.extent.total) for group in page.context["open_groups"]]
        for page in pages
    ]
    assert parts == [[(25, 30)], [(5, 30), (2, 2)]]
    assert "25 of them on this page" in _words(pages[0])
    assert "5 of them on this page" in _words(pages[1])
    assert "2 of them" not in _words(pages[1])
    listed = [row.pk for page in pages for g in page.context["open_groups"] for row in g.rows]
    assert len(set(listed)) == 32


def test_who_settled_one_comes_back_to_its_recall_on_the_same_page_and_never_elsewhere(
    expert: User, contact: User, client_of: ClientOf
) -> None:
    article = _article(expert)
    _copy(contact, article, range(1, 31))
    recall = _recall(article)
    browser = client_of(contact)
    here = f"{MINE}?page=2"
    back = f"{here}#open-{recall.pk}"
    assert f'name="next" value="{back}"' in _words(_shown(browser, here))
    for reply, said, to in zip(
        recall.replies.all(), (back, "https://example.org/", ""), (back, MINE, MINE), strict=False
    ):
        settle = reverse("replies:recall_settle", args=[reply.pk])
        answer = browser.post(settle, {"state": "needless", "next": said})
        assert (answer.status_code, answer["Location"]) == (303, to)


def test_a_recall_tells_whose_replies_it_lists_page_by_page(
    expert: User, contact: User, client_of: ClientOf
) -> None:
    article = _article(expert)
    early, late = make_person("Aaron Abel"), make_person("Zoe Zander")
    given = _copy(early, article, range(1, 49)) + _copy(late, article, range(1, 5))
    gone = _copy(contact, article, [3])
    recall = _recall(article)
    settle_reply(reply=recall.replies.get(record=given[0]), by=early, state=State.UNREACHABLE)
    ReplyRecord.objects.filter(pk=gone[0].pk).update(person=None)
    url = reverse("replies:recall", args=[recall.pk])
    owner = client_of(expert)
    pages = [_shown(owner, f"{url}?page={n}") for n in (1, 2)]
    parts = [
        [(giver.person, len(giver.rows), giver.extent.total) for giver in page.context["givers"]]
        for page in pages
    ]
    assert parts == [[(None, 1, 1), (early, 48, 48), (late, 1, 4)], [(late, 3, 4)]]
    assert pages[0].context["givers"][1].rows[-1].record_id == given[0].pk, "open ones first"
    for page in pages:
        assert "Settled: 1 of 53" in _words(page).replace("\xa0", " ")
        assert "4 of 4 to be corrected" in _words(page)
    assert "47 of 48 to be corrected" in _words(pages[0])


def test_every_recall_that_one_oversees_is_on_some_page(
    expert: User, contact: User, client_of: ClientOf
) -> None:
    recalls = []
    for number in range(27):
        article = _article(expert, wrong=f"Hold it for {number} seconds.")
        _copy(contact, article, [number + 1])
        recalls.append(_recall(article, f"Hold it for {number} seconds."))
    browser = client_of(expert)
    rows = [
        row
        for n in (1, 2)
        for row in _shown(browser, f"{MINE}?overseen={n}").context["overseen_rows"]
    ]
    assert [recall for recall, _extent in rows] == list(overseen_by(expert))
    assert {recall.pk for recall, _extent in rows} == {recall.pk for recall in recalls}
    assert {(extent.total, extent.left) for _recall, extent in rows} == {(1, 1)}
    words = _words(_shown(browser, f"{MINE}?overseen=2"))
    assert 'aria-label="Recalls of passages you answer for"' in words
    assert "<del>Hold it for 0 seconds.</del>" in words


def test_lists_cost_the_same_however_many_replies_a_recall_has(
    expert: User, contact: User, client_of: ClientOf, assert_same_queries: Any
) -> None:
    article = _article(expert)
    _copy(contact, article, [80])
    recall = _recall(article)
    days = count(79, -1)

    def grow(number: int) -> None:
        for _each in range(number):
            day = next(days)
            for person in (contact, make_person()):
                _copy(person, article, [day])
        _recall(article)

    urls = (MINE, reverse("replies:recall", args=[recall.pk]))
    pairs = [(client_of(contact), MINE), *((client_of(expert), url) for url in urls)]
    assert_same_queries(lambda: [_shown(browser, url) for browser, url in pairs], grow)


def test_an_extent_knows_whether_all_was_on_one_day_where_the_reader_is() -> None:
    late = datetime.fromisoformat("2026-03-02T23:30:00+01:00")
    for later, is_of_a_day in ((timedelta(minutes=20), True), (timedelta(hours=1), False)):
        with timezone.override("Europe/Paris"):
            assert Extent(2, 2, late, late + later).is_of_a_day is is_of_a_day
    assert Extent().is_of_a_day
