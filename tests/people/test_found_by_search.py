"""Colleagues in the same list as what they wrote."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts import actions
from accounts.models import User
from knowledge.people.documents import PEOPLE, follow_people
from knowledge.people.models import FoundPerson
from knowledge.search.models import SearchChange
from knowledge.search.queries import SearchRequest, search
from knowledge.threads.queries.similar import similar_to
from tests.conftest import ClientOf
from tests.factories import make_area, make_article, make_person
from tests.search.indexing import follow, forget_index

Growth = Callable[[Callable[[], Any], Callable[[int], Any]], None]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_index(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.INDEX_DIR = tmp_path / "index"
    forget_index()
    yield
    forget_index()


def _found(person: User, words: str) -> list[tuple[str, str]]:
    follow_people()
    follow()
    results = search(User.objects.get(pk=person.pk), SearchRequest(words=words)).answers
    return [(one.shown.kind, one.shown.title) for one in results]


def test_a_colleague_is_found_by_either_name_without_accents_and_with_a_typo(
    contact: User, expert: User
) -> None:
    for words in ("Maëlle Le Goff", "maelle", "goff", "maele le goff"):
        assert _found(contact, words) == [("person", "Maëlle Le Goff")], words


def test_a_name_and_what_its_bearer_wrote_of_themselves_stand_in_one_list(contact: User) -> None:
    person = make_person("Solène Abgrall", roles=["expert"])
    make_article("How Solène Abgrall mends meters", owner=person)
    assert set(_found(contact, "solene abgrall")) == {
        ("person", "Solène Abgrall"),
        ("article", "How Solène Abgrall mends meters"),
    }


def test_a_new_name_is_found_and_the_old_one_is_not(contact: User, expert: User) -> None:
    assert _found(contact, "goff")
    actions.change_profile(
        expert,
        display_name="Maëlle Kervella",
        job_title=expert.job_title,
        languages=expert.languages,
        time_zone=expert.time_zone,
    )
    assert _found(contact, "kervella") == [("person", "Maëlle Kervella")]
    assert _found(contact, "goff") == []


def test_who_left_is_not_found_until_they_are_back(
    contact: User, expert: User, administrator: User
) -> None:
    assert _found(contact, "maelle")
    actions.deactivate_person(expert, by=administrator)
    assert _found(contact, "maelle") == []
    actions.reactivate_person(User.objects.get(pk=expert.pk), by=administrator)
    assert _found(contact, "maelle") == [("person", "Maëlle Le Goff")]


def test_nothing_is_noted_while_nobody_changes(contact: User, expert: User) -> None:
    follow_people()
    noted = SearchChange.objects.filter(kind="person").count()
    assert noted == FoundPerson.objects.count() == User.objects.count()
    follow_people()
    assert SearchChange.objects.filter(kind="person").count() == noted


def test_what_somebody_knows_or_does_finds_nobody_here(contact: User) -> None:
    person = make_person("Solène Abgrall", job_title="Electrician")
    actions.declare_expertise(person=person, area=make_area("Tides"), level=2)
    assert _found(contact, "electrician tides") == []


def test_lists_without_words_and_lists_of_an_author_name_no_colleague(
    contact: User, expert: User
) -> None:
    make_article("Price of a meter", owner=expert)
    for words in ("-cadran", f"author:{expert.slug}"):
        assert _found(contact, words) == [("article", "Price of a meter")], words


def test_a_colleague_is_never_what_a_question_resembles(contact: User, expert: User) -> None:
    assert _found(contact, "maelle")
    assert not similar_to(contact, "maelle le goff").results


def test_the_page_shows_who_it_is_and_offers_nothing_to_copy(
    contact: User, expert: User, client_of: ClientOf
) -> None:
    follow_people()
    follow()
    client: Client = client_of(contact)
    page = client.get("/search/", {"q": "maelle"}).content.decode()
    assert "Colleague" in page
    assert "Customer care" in page
    assert "Does not copy" not in page
    assert "data-why" not in page
    assert page.count('<article class="result') == 1


def test_showing_more_colleagues_takes_no_more_queries(
    contact: User, assert_same_queries: Growth
) -> None:
    def look() -> object:
        ids = list(User.objects.values_list("pk", flat=True))
        return PEOPLE.present(ids, contact), list(PEOPLE.load(ids))

    assert_same_queries(look, lambda number: make_person(f"Person of number {number}"))
