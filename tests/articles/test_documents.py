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


def test_a_hit_says_the_same_as_the_article_s_own_rows(contact: User) -> None:
    body = "For us.\n\n/// customer\n\n## Told\n\nFor all.\n///\n"
    other = make_area("Other")
    made = [make_article("One", body=body, areas=[make_area("Here"), other]), make_article("Two")]
    shown = ARTICLES.present([article.pk for article in made], contact)
    for article in made:
        hit = shown[article.pk]
        assert hit.url == article.get_absolute_url()
        assert hit.kind_label == article.get_kind_display()
        assert hit.confidence == article.confidence_shown
        assert list(hit.areas) == list(article.areas.all())
        assert (hit.author, hit.author.initials) == (article.owner, article.owner.initials)
        assert hit.author.avatar_small_url == article.owner.avatar_small_url
        rows = list(article.live.text.passages.all())
        assert [view.url for view in hit.passages.values()] == [
            f"{article.get_absolute_url()}#{row.dom_id}" for row in rows
        ]
        assert [bool(view.copy_url) for view in hit.passages.values()] == [
            row.is_copyable for row in rows
        ]


def test_documents_and_hits_are_read_in_batches(contact: User, assert_same_queries: Growth) -> None:
    ids: list[int] = []

    def grow(n: int) -> None:
        made = (make_article(areas=[make_area()], topics=["box"]) for _number in range(n))
        ids.extend(article.pk for article in made)

    assert_same_queries(lambda: list(ARTICLES.load(ids)), grow)
    assert_same_queries(lambda: ARTICLES.present(ids, contact), grow)
    assert_same_queries(
        lambda: [list(hit.areas) for hit in ARTICLES.present(ids, contact).values()], grow
    )


def test_a_rebuild_walks_all_articles_in_steps() -> None:
    made = sorted(make_article().pk for _number in range(3))
    assert list(ARTICLES.all_ids(0, 2)) == made[:2]
    assert list(ARTICLES.all_ids(made[1], 2)) == made[2:]
