"""What moves a document beside its words, and that it moves it little."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.search import schema
from knowledge.search.asking import Filters
from knowledge.search.engine import Generation
from knowledge.search.ranking import Factors, Taste, factors, focus_factor
from knowledge.search.registry import Document
from knowledge.search.schema import Standing, standing_of
from knowledge.search.wording import understand
from tests.search.index.shelf import Shelf

Follow = Callable[[], Generation]
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


@given(
    st.builds(
        Standing,
        confidence=st.integers(0, 4),
        language=st.integers(0, 2),
        verified=st.integers(0, 2**20 - 1),
        uses=st.integers(0, 255),
    )
)
def test_a_standing_survives_its_packing_and_moves_a_score_within_bounds(
    standing: Standing,
) -> None:
    assert Standing.unpacked(standing.packed()) == standing
    assert standing.packed() < 2**64
    product = factors(standing, Taste.of(["fr"], TODAY)).product
    assert 0.68 <= product <= 1.081


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, Factors()),
        ({"confidence": "validated", "verified_at": NOW}, Factors()),
        ({"confidence": "not_validated"}, Factors(confidence=0.97)),
        ({"confidence": "work_in_progress"}, Factors(confidence=0.93)),
        ({"verified_at": NOW - timedelta(days=180)}, Factors()),
        ({"verified_at": NOW - timedelta(days=540)}, Factors(age=0.975)),
        ({"verified_at": NOW - timedelta(days=4000)}, Factors(age=0.95)),
        ({"uses": 3.0}, Factors(use=1.04)),
        ({"uses": 1e9}, Factors(use=1.08)),
        ({"language": "fr"}, Factors(language=0.8)),
        ({"language": "de"}, Factors()),
    ],
)
def test_each_fact_changes_its_own_factor(facts: dict[str, object], expected: Factors) -> None:
    given_facts = {"language": "en"} | facts
    document = Document(kind="shelf", object_id=1, title="x", **given_facts)  # type: ignore[arg-type]
    found = factors(standing_of(document), Taste.of(["en"], TODAY))
    assert found.confidence == pytest.approx(expected.confidence)
    assert found.age == pytest.approx(expected.age, abs=1e-4)
    assert found.use == pytest.approx(expected.use)
    assert found.language == pytest.approx(expected.language)


def test_a_person_who_names_no_language_reads_all_alike() -> None:
    french = Standing(language=schema.analysis.LANGUAGES.index("fr") + 1)
    assert factors(french, Taste.of([], TODAY)).language == 1.0
    assert factors(french, Taste.of(["fr", "xx"], TODAY)).language == 1.0


def test_of_the_languages_a_person_reads_the_one_they_asked_in_comes_first() -> None:
    french = Standing(language=schema.analysis.LANGUAGES.index("fr") + 1)
    assert factors(french, Taste.of(["en", "fr"], TODAY, "en")).language == 0.95
    assert factors(french, Taste.of(["en", "fr"], TODAY, "fr")).language == 1.0
    assert factors(french, Taste.of(["en"], TODAY, "fr")).language == 0.8
    assert factors(french, Taste.of([], TODAY, "")).language == 1.0


@pytest.mark.parametrize(
    ("best", "next_two", "expected"),
    [(4.0, 0.0, 1.0), (4.0, 4.0, 0.95), (4.0, 8.0, 0.9), (0, 0, 1)],
)
def test_a_document_with_one_passage_that_stands_out_comes_first(
    best: float, next_two: float, expected: float
) -> None:
    assert focus_factor(best, next_two) == pytest.approx(expected)


def _order(index: Generation, words: str, *languages: str) -> list[int]:
    asked = understand(words, index, Filters()).asked
    hits = index.search(asked, Filters(), Taste.of(languages, TODAY)).hits
    return [schema.split_ref(hit.ref)[1] for hit in hits]


@pytest.mark.django_db
def test_of_two_alike_the_validated_fresh_and_used_one_comes_first(
    shelf: Shelf, follow: Follow
) -> None:
    shelf.put(1, "Read the meter dial", confidence="work_in_progress")
    shelf.put(2, "Read the meter dial", confidence="validated")
    shelf.put(3, "Read the meter dial", confidence="validated", uses=30.0)
    index = follow()
    assert _order(index, "meter dial", "en") == [3, 2, 1]


@pytest.mark.django_db
def test_standing_never_lifts_a_bad_answer_above_a_good_one(shelf: Shelf, follow: Follow) -> None:
    old = NOW - timedelta(days=5000)
    shelf.put(1, "Read the dial of the meter", confidence="work_in_progress", verified_at=old)
    shelf.put(2, "A meter", confidence="validated", uses=1e6, verified_at=NOW)
    assert _order(follow(), "read dial meter", "en") == [1, 2]


@pytest.mark.django_db
def test_the_persons_languages_come_first_and_others_are_still_found(
    shelf: Shelf, follow: Follow
) -> None:
    shelf.put(1, "Modem", language="en")
    shelf.put(2, "Modem", language="fr")
    index = follow()
    assert _order(index, "modem", "fr") == [2, 1]
    assert _order(index, "modem", "en") == [1, 2]


@pytest.mark.django_db
def test_filters_alone_list_the_latest_change_first(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "a meter", changed_at=NOW - timedelta(days=9), people_ids=(4,))
    shelf.put(2, "a meter", changed_at=NOW - timedelta(days=2), people_ids=(4,))
    shelf.put(3, "a meter", changed_at=NOW, people_ids=(5,))
    index = follow()
    found = index.browse(Filters(people=frozenset({4})))
    assert [schema.split_ref(hit.ref)[1] for hit in found.hits] == [2, 1]
    since = Filters(since=(NOW - timedelta(days=2)).date())
    assert [schema.split_ref(h.ref)[1] for h in index.browse(since).hits] == [3, 2]
