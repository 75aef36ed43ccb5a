"""What articles hand to search."""

from collections.abc import Callable

import pytest

from accounts.models import Team, User
from knowledge.articles.actions import archive_article
from knowledge.articles.documents import ARTICLES
from tests.factories import make_area, make_article, restrict_area, revise

pytestmark = pytest.mark.django_db

Growth = Callable[[Callable[[], object], Callable[[int], object]], None]


def test_a_document_carries_its_areas_and_all_above_them() -> None:
    energy = make_area("Energy")
    meters = make_area("Meters", parent=energy)
    article = make_article(
        "Meter change", areas=[meters], topics=["bill"], short_answer="It catches up.",
        short_answer_audience="customer", questions=("Why so much?",), external_id="kb-7",
    )  # fmt: skip
    [document] = ARTICLES.load([article.pk])
    assert set(document.area_ids) == {energy.pk, meters.pk}
    assert document.questions == ("Why so much?",)
    assert document.external_id == "kb-7"
    first = document.passages[0]
    assert (first.key, first.audience) == ("short", "customer")


def test_an_archived_article_is_indexed_as_archived() -> None:
    article = make_article(settings={"confidence": "validated"})
    archive_article(article=article, by=article.owner)
    [document] = ARTICLES.load([article.pk])
    assert document.archived
    assert document.confidence == "archived"


def test_a_hit_is_presented_from_the_database_and_only_to_whoever_may_read_it(
    contact: User, outsider: User, team: Team
) -> None:
    area = make_area("Quiet")
    article = make_article("Old title", areas=[area])
    revise(article, title="New title")
    assert ARTICLES.present([article.pk], outsider)[article.pk].title == "New title"
    restrict_area(area, team)
    assert ARTICLES.present([article.pk], contact)[article.pk].title == "New title"
    del outsider._hidden_area_ids
    assert ARTICLES.present([article.pk], outsider) == {}


def test_only_customer_passages_of_current_articles_can_be_copied_from_a_hit(
    contact: User,
) -> None:
    body = "For us.\n\n/// customer\nFor all.\n///\n"
    article = make_article(body=body, short_answer="For us.", short_answer_audience="partner")
    shown = ARTICLES.present([article.pk], contact)[article.pk].passages
    assert {p.plain for p in shown.values() if p.copy_url} == {"For all."}
    archive_article(article=article, by=article.owner)
    shown = ARTICLES.present([article.pk], contact)[article.pk].passages
    assert not any(p.copy_url for p in shown.values())


def test_documents_and_hits_are_read_in_batches(contact: User, assert_same_queries: Growth) -> None:
    ids: list[int] = []

    def grow(n: int) -> None:
        made = (make_article(areas=[make_area()], topics=["box"]) for _number in range(n))
        ids.extend(article.pk for article in made)

    assert_same_queries(lambda: list(ARTICLES.load(ids)), grow)
    assert_same_queries(lambda: ARTICLES.present(ids, contact), grow)


def test_a_rebuild_walks_all_articles_in_steps() -> None:
    made = sorted(make_article().pk for _number in range(3))
    assert list(ARTICLES.all_ids(0, 2)) == made[:2]
    assert list(ARTICLES.all_ids(made[1], 2)) == made[2:]
