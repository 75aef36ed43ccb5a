"""Words that led people to copy a passage, and the bounds of what is learned."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Team, User
from knowledge.articles.models import Article
from knowledge.replies.actions.credits import keep_credit
from knowledge.replies.actions.recording import record_copy
from knowledge.replies.actions.uses import NoteUses
from knowledge.replies.queries.copied import recent_uses
from knowledge.search import learning, searchlog
from knowledge.search.actions import note_change
from knowledge.search.learning import Relearning, digest, telling
from knowledge.search.models import SearchChange, SearchLog
from knowledge.search.queries import SearchRequest, SearchResults, search
from tests.factories import make_area, make_article, restrict_area, revise
from tests.search.indexing import follow

pytestmark = pytest.mark.django_db

BODY = "/// customer\n\nPress the red button for ten seconds.\n\n///\n"


@pytest.fixture
def article(expert: User) -> Article:
    made = make_article("Reset", owner=expert, body=BODY, areas=[make_area("Boxes")])
    for number in range(6):
        make_article(
            f"Sheet {number}", owner=expert, body="Other things.\n", areas=made.areas.all()
        )
    follow()
    return made


@pytest.fixture
def others(contact: User, colleague: User, manager: User) -> list[User]:
    """Enough people for what they copied to be told."""
    return [contact, colleague, manager]


def _search(person: User, words: str, **fields: object) -> SearchResults:
    person = User.objects.get(pk=person.pk)
    return search(person, SearchRequest(words=words, **fields))  # type: ignore[arg-type]


def _titles(person: User, words: str) -> list[str]:
    return [result.shown.title for result in _search(person, words).results]


def _copies(article: Article, words: str, *people: User) -> None:
    """Each searches with these words, and copies the article's first passage for a customer."""
    passage = article.live.text.passages.filter(audience="customer").first()
    assert passage is not None
    for person in people:
        key = searchlog.note_search(
            person_id=person.pk, words=words, folded=words, filters={}, total=1, source="page"
        )
        searchlog.flush()
        record_copy(
            person=person,
            article=article,
            revision=article.live,
            passage_keys=[passage.key],
            search_id=key,
        )
    note_change(kind="article", object_id=article.pk)
    follow()


def test_words_of_three_people_who_copied_it_find_it_for_a_fourth(
    article: Article, contact: User, colleague: User, manager: User, lead: User
) -> None:
    """Of two, each would find out by searching that the other typed the same."""
    for words, person in (
        ("gizmo frozen", contact),
        ("frozen gizmo", colleague),
        ("the frozen gizmo", manager),
    ):
        assert _titles(lead, "frozen gizmo") == []
        _copies(article, words, person)
    found = _search(lead, "frozen gizmo")
    assert [r.shown.title for r in found.results] == ["Reset"]
    assert found.total == 1


def test_one_person_who_copies_often_teaches_nothing(
    article: Article, contact: User, manager: User
) -> None:
    _copies(article, "frozen gizmo", *[contact] * 6)
    assert _titles(manager, "frozen gizmo") == []


def test_authors_teach_nothing_about_what_they_wrote(
    article: Article, expert: User, contact: User, colleague: User, manager: User
) -> None:
    _copies(article, "frozen gizmo", expert, contact, colleague)
    assert _titles(manager, "frozen gizmo") == []


def test_what_was_learned_is_forgotten_when_the_passage_changes(
    article: Article, contact: User, colleague: User, manager: User
) -> None:
    _copies(article, "frozen gizmo", contact, colleague, manager)
    revise(article, body=BODY.replace("red", "blue"))
    follow()
    assert _titles(manager, "frozen gizmo") == []


def test_what_was_learned_goes_with_the_log(
    article: Article, contact: User, colleague: User, manager: User, settings: Any
) -> None:
    _copies(article, "frozen gizmo", contact, colleague, manager)
    before = timezone.now() - timedelta(days=settings.SEARCH_LOG_DAYS + 1)
    SearchLog.objects.update(at=before)
    note_change(kind="article", object_id=article.pk)
    follow()
    assert _titles(manager, "frozen gizmo") == []


def test_learning_can_be_switched_off(
    article: Article, contact: User, colleague: User, manager: User, settings: Any
) -> None:
    settings.SEARCH_LEARNS = False
    _copies(article, "frozen gizmo", contact, colleague, manager)
    assert _titles(manager, "frozen gizmo") == []
    assert _search(manager, "frozen gizmo", with_facets=True).copied == []


def test_learned_words_are_neither_completed_nor_used_for_spelling(
    article: Article, contact: User, colleague: User, manager: User
) -> None:
    _copies(article, "frozen gizmo", contact, colleague, manager)
    assert _search(manager, "gizmoo now").repairs == ()


def test_the_worker_has_documents_learned_after_a_copy(
    article: Article, contact: User, colleague: User, manager: User
) -> None:
    job = Relearning()
    _copies(article, "frozen gizmo", contact, colleague, manager)
    before = SearchChange.objects.count()
    job()
    assert SearchChange.objects.count() == before + 1
    job()
    assert SearchChange.objects.count() == before + 1


def test_what_several_people_copied_after_the_same_words_is_told(
    article: Article, contact: User, colleague: User, manager: User, lead: User
) -> None:
    words = "frozen gizmo"
    _copies(article, words, contact, colleague)
    assert _search(lead, words, with_facets=True).copied == []
    _copies(article, words, manager)
    copied = _search(lead, words, with_facets=True).copied
    assert [result.shown.title for result in copied] == ["Reset"]
    assert copied[0].copy_url
    assert _search(lead, "another gizmo", with_facets=True).copied == []


def test_what_was_copied_in_a_closed_area_is_told_to_nobody_outside(
    article: Article, others: list[User], outsider: User, team: Team
) -> None:
    _copies(article, "frozen gizmo", *others)
    for area in article.areas.all():
        restrict_area(area, team)
    assert _search(outsider, "frozen gizmo", with_facets=True).copied == []


def test_nobody_lifts_a_text_alone(article: Article, expert: User, contact: User) -> None:
    """However many presses one page sends: a passage counts once a day, and one's own words never."""
    key = article.live.text.passages.filter(audience="customer").latest("pk").key
    keep_credit([article.live])

    def used(person: User, *, days_ago: int = 0) -> float:
        record_copy(
            person=person,
            article=article,
            revision=article.live,
            passage_keys=[key],
            key=uuid4(),
            at=timezone.now() - timedelta(days=days_ago),
        )
        return recent_uses("article", [article.pk]).get(article.pk, 0)

    assert used(expert) == used(expert) == 0
    once = used(contact)
    assert once > 0
    assert used(contact) == used(contact) == once
    assert used(contact, days_ago=2) == 2 * once


def test_uses_count_less_with_age(article: Article, contact: User) -> None:
    _copies(article, "frozen gizmo", contact)
    fresh = recent_uses("article", [article.pk])[article.pk]
    article.uses.get().record.__class__.objects.update(
        created_at=timezone.now() - timedelta(days=200)
    )
    aged = recent_uses("article", [article.pk])[article.pk]
    assert 0 < aged < fresh <= 1
    assert recent_uses("another", [article.pk]) == {}


def test_articles_that_replies_used_are_indexed_anew(article: Article, contact: User) -> None:
    job = NoteUses()
    _copies(article, "frozen gizmo", contact)
    before = SearchChange.objects.count()
    job()
    assert SearchChange.objects.count() == before + 1
    job()
    assert SearchChange.objects.count() == before + 1


def test_a_digest_stands_for_words_not_for_their_dress() -> None:
    assert digest("Press  the RED button!") == digest("press the red button")
    assert digest("Press the red button") != digest("Press the blue button")


def test_the_same_words_in_any_order_are_one_lesson() -> None:
    assert telling("the frozen gizmo") == telling("gizmo, Frozen")
    assert len(telling(" ".join(f"word{n}" for n in range(99)))) <= learning._MOST_WORDS


def test_words_of_a_closed_area_lead_nobody_outside_to_what_was_copied(
    article: Article, others: list[User], outsider: User, lead: User, team: Team
) -> None:
    """The article is open; that people searched for it by a closed word is not."""
    area = make_area("Neptune")
    restrict_area(area, team)
    make_article("Zirconium seals", areas=[area])
    follow()
    for words in ("zirconium button", "neptune gizmo"):
        _copies(article, words, *others)
        assert [r.shown.title for r in _search(lead, words, with_facets=True).copied] == ["Reset"]
        assert _search(outsider, words, with_facets=True).copied == []


def test_closed_words_teach_an_open_passage_nothing(
    article: Article, others: list[User], outsider: User, team: Team
) -> None:
    area = make_area("Neptune")
    restrict_area(area, team)
    make_article("Zirconium seals", areas=[area])
    follow()
    for words in ("zirconium", "neptune", "zirconiums frozen"):
        _copies(article, words, *others)
        assert _titles(outsider, words) == []
    _copies(article, "frozen gizmo", *others)
    assert _titles(outsider, "frozen gizmo") == ["Reset"]


def test_closed_words_teach_what_is_closed_itself(
    article: Article, others: list[User], lead: User, team: Team
) -> None:
    area = article.areas.get()
    restrict_area(area, team)
    make_article("Zirconium seals", areas=[area])
    _copies(article, "zirconium gizmo", *others)
    assert "Reset" in _titles(lead, "zirconium gizmo")
