"""What the index finds, counts and keeps out."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from knowledge.search import actions, schema
from knowledge.search.asking import Asked, Filters
from knowledge.search.engine import Damaged, Generation, Unreadable
from knowledge.search.wording import understand
from tests.search.index.shelf import KIND, Shelf, passage

pytestmark = pytest.mark.django_db

Follow = Callable[[], Generation]


def numbers(
    index: Generation, typed: str, filters: Filters | None = None, **options: Any
) -> list[int]:
    """The documents found for what a person types, best first."""
    filters = filters or Filters()
    asked = understand(typed, index, filters, **options).asked
    return [schema.split_ref(hit.ref)[1] for hit in index.search(asked, filters).hits]


def test_a_title_weighs_more_than_a_body(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "The invoice lists every call and every option of the month", title="Reading it")
    shelf.put(2, "Each call is listed with its price", title="The invoice")
    assert numbers(follow(), "invoice") == [2, 1]


def test_a_customer_phrasing_weighs_like_a_title(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "The light of the box is orange when the line is lost and the box heats")
    shelf.put(2, "Unplug it for thirty seconds", questions=("Why is the light orange?",))
    assert numbers(follow(), "orange light")[0] == 2


def test_any_word_finds_and_more_words_find_better(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "moving house with your contract")
    shelf.put(2, "moving the meter")
    shelf.put(3, "a contract for two")
    found = numbers(follow(), "moving house contract")
    assert found[0] == 1
    assert set(found) == {1, 2, 3}


def test_words_that_stand_together_come_first(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "transfert du dossier puis contrat de ligne et numéro", language="fr")
    shelf.put(2, "transfert de ligne du dossier puis contrat et numéro", language="fr")
    assert numbers(follow(), "transfert ligne")[0] == 2


@pytest.mark.parametrize(
    "typed",
    [
        "résilier l'abonnement",
        "RESILIER ABONNEMENTS",
        "resilier mon abonement",
        "résiler abonnement",
        "abonn",
    ],
)
def test_french_is_found_however_it_is_written(typed: str, shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "Pour résilier un abonnement, écrivez-nous.", language="fr")
    shelf.put(2, "Le débit de la fibre.", language="fr")
    assert numbers(follow(), typed) == [1]


@pytest.mark.parametrize(
    "typed", ["settings.json", "settings json", "SETTINGS", "setings", "boarding"]
)
def test_parts_of_words_and_file_names_are_found(typed: str, shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "Edit settings.json while onboarding")
    shelf.put(2, "Something else altogether")
    assert numbers(follow(), typed) == [1]


def test_both_languages_are_found_at_once(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "Installation de la fibre", language="fr")
    shelf.put(2, "Fibre installation", language="en")
    assert set(numbers(follow(), "installation fibre")) == {1, 2}


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "?!…",
        "🙂",
        "' OR 1=1 --",
        "<b>*</b>",
        "a" * 10_000,
        "fibre " * 2_000,
        "*" * 5_000,
        "\0",
        "the of and",
    ],
)
def test_nothing_typed_breaks_it(typed: str, shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "the end of the fibre")
    assert set(numbers(follow(), typed)) <= {1}


def test_only_stop_words_still_find(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "to be or not to be")
    shelf.put(2, "fibre")
    assert numbers(follow(), "to be") == [1]


def test_the_best_passage_is_named(shelf: Shelf, follow: Follow) -> None:
    shelf.put(
        1,
        passages=(
            passage("Opening hours of the shops in the valley", key="hours"),
            passage("The invoice is sent on the third of the month", key="invoice"),
        ),
    )
    index = follow()
    found = index.search(Asked(("invoice",), "en"), Filters())
    assert found.hits[0].answers_with("invoice")


def test_a_long_passage_in_a_long_document_is_read_in_pieces(shelf: Shelf, follow: Follow) -> None:
    filler = "general words about many other things " * 60
    shelf.put(1, f"{filler} meter reading by radio every night {filler}")
    shelf.put(2, "reading a book about radio and every meter of the night " + filler * 3)
    found = follow().search(Asked(("meter", "reading", "radio"), "en"), Filters())
    assert all(hit.passage for hit in found.hits)


# What the filters keep


@pytest.fixture
def library(shelf: Shelf) -> Shelf:
    shelf.put(
        1, "fibre one", area_ids={1, 10}, topic_ids=(7,), language="fr", confidence="validated"
    )
    shelf.put(2, "fibre two", area_ids={1, 11}, people_ids=(5,), article_kind="howto")
    shelf.put(3, "fibre three", area_ids={2}, confidence="not_validated")
    shelf.put(4, "fibre four", archived=True, confidence="archived")
    return shelf


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), {1, 2, 3}),
        (Filters(areas=frozenset({1})), {1, 2}),
        (Filters(areas=frozenset({10, 2})), {1, 3}),
        (Filters(topics=frozenset({7})), {1}),
        (Filters(people=frozenset({5})), {2}),
        (Filters(languages=frozenset({"fr"})), {1}),
        (Filters(article_kinds=frozenset({"howto"})), {2}),
        (Filters(confidences=frozenset({"validated", "not_validated"})), {1, 3}),
        (Filters(confidences=frozenset({"archived"})), {4}),
        (Filters(kinds=frozenset({KIND})), {1, 2, 3}),
        (Filters(kinds=frozenset({"thread"})), set()),
        (Filters(hidden_areas=frozenset({1})), {3}),
        (Filters(hidden_areas=frozenset({1}), areas=frozenset({1})), set()),
    ],
)
def test_filters_hold(filters: Filters, found: set[int], library: Shelf, follow: Follow) -> None:
    index = follow()
    assert set(numbers(index, "fibre", filters)) == found
    asked = Asked(("fibre",), "")
    assert index.count(index.matcher.first(asked, filters)) == len(found)


def test_counts_are_of_what_the_person_may_see(library: Shelf, follow: Follow) -> None:
    index = follow()
    query = index.matcher.first(Asked(("fibre",), ""), Filters(hidden_areas=frozenset({2})))
    counts = index.facets(query)
    assert counts["area"] == {1: 2, 10: 1, 11: 1}
    assert counts["language"] == {"fr": 1, "en": 1}
    assert counts["confidence"] == {"validated": 1}
    assert index.count(query) == 2


def test_a_word_is_known_only_by_documents_that_are_let_through(
    shelf: Shelf, follow: Follow
) -> None:
    for number in range(1, 13):
        shelf.put(number, "the takeover of lavandou", area_ids={9})
    for number in range(13, 19):
        shelf.put(number, "verbena and mint, unlike thyme")
    shelf.put(19, "mint is archived", archived=True)
    closed, thyme = Filters(hidden_areas=frozenset({9})), "thyme"
    assert [follow().knows(word, closed) for word in ("lavandou", "mint", thyme)] == [0, 1, 1]
    for number in range(13, 19):
        shelf.put(number, "mint alone")
        actions.note_change(kind=KIND, object_id=number)
    index = follow()
    assert not index.knows(thyme, closed), "the files may still have it"
    assert index.knows("mint", closed)
    for number in range(13, 20):
        del shelf.documents[number]
        actions.note_change(kind=KIND, object_id=number)
    assert [follow().knows(word, closed) for word in ("lavandou", "mint", thyme)] == [0, 0, 0]
    assert follow().knows("lavandou", Filters())


def test_a_hidden_word_is_neither_known_nor_completed_nor_a_repair(
    shelf: Shelf, follow: Follow
) -> None:
    shelf.put(1, "the secret takeover of Lavandou", area_ids={9})
    shelf.put(2, "an open page about lavender")
    index = follow()
    hidden = Filters(hidden_areas=frozenset({9}))
    assert index.knows("lavandou", Filters())
    assert not index.knows("lavandou", hidden)
    assert index.completions("lavan", hidden, 5) == []
    assert understand("lavando now", index, hidden).repairs == ()
    assert [r.read for r in understand("lavandoy now", index, Filters()).repairs] == ["lavandou"]


def test_a_hidden_known_word_is_repaired_as_an_unknown_one(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "the word brocks stands in a closed area", area_ids={9})
    shelf.put(2, "bricks and stones")
    index = follow()
    assert understand("brocks now", index, Filters()).repairs == ()
    closed = understand("brocks now", index, Filters(hidden_areas=frozenset({9})))
    assert [repair.read for repair in closed.repairs] == ["bricks"]


# What may be told


def test_for_a_customer_what_may_be_told_is_searched_and_what_it_is_called(
    shelf: Shelf, follow: Follow
) -> None:
    shelf.put(
        1,
        passages=(
            passage("cable secret", key="in"),
            passage("cable open", audience="customer", key="out"),
        ),
    )
    shelf.put(2, "cable partner", audience="partner")
    shelf.put(3, "cable inside", title="cable")
    shelf.put(4, "plug it in", title="Cable", audience="customer")
    index = follow()
    assert set(numbers(index, "cable")) == {1, 2, 3, 4}
    assert set(numbers(index, "cable", Filters(told="partner"))) == {1, 2, 4}
    assert set(numbers(index, "cable", Filters(told="customer"))) == {1, 4}
    assert numbers(index, "secret", Filters(told="customer")) == []
    found = index.search(Asked(("cable",), "en"), Filters(told="customer"))
    assert [hit.answers_with("out") for hit in found.hits].count(True) == 1
    assert not any(hit.answers_with("in") for hit in found.hits)


# Repairs


@pytest.mark.parametrize(
    "typed", ["facure payer", "facrure payer", "fatcure payer", "factture payer"]
)
def test_an_unknown_word_is_repaired(typed: str, shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "payer la facture", language="fr")
    understood = understand(typed, follow(), Filters())
    assert [repair.read for repair in understood.repairs] == ["facture"]


def test_known_words_and_exact_searches_are_left_alone(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "payer la facture et la fracture", language="fr")
    index = follow()
    assert understand("fracture payer", index, Filters()).repairs == ()
    assert understand("facure payer", index, Filters(), exactly=True).repairs == ()


def test_short_words_and_numbers_are_not_repaired(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "box 24B of 2024")
    assert understand("bux 25B 2025 now", follow(), Filters()).repairs == ()


# The index itself


def test_a_changed_document_replaces_the_old_one(shelf: Shelf, follow: Follow) -> None:
    old = shelf.put(1, "first words")
    index = follow()
    shelf.documents[1] = replace(old, passages=(passage("second words"),))
    actions.note_change(kind=KIND, object_id=1)
    index = follow()
    assert numbers(index, "first", exactly=True) == []
    assert numbers(index, "second") == [1]
    assert index.documents == 1


def test_a_missing_index_is_unreadable(tmp_path: Any) -> None:
    with pytest.raises(Unreadable):
        Generation(tmp_path / "g-none")


@pytest.mark.parametrize("number", [0, 1 << 48])
def test_numbers_that_do_not_fit_are_refused(number: int) -> None:
    with pytest.raises(ValueError, match="must fit"):
        schema.ref_of(KIND, number)


def test_a_ref_tells_kind_and_number() -> None:
    assert schema.split_ref(schema.ref_of(KIND, 77)) == (schema.kind_code(KIND), 77)


def test_a_panic_of_the_engine_is_an_error_like_any_other(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "fibre")
    index = follow()

    class PanicException(BaseException):
        """What the engine's Rust code raises when it gives up."""

    class Panicking:
        def search(self, *_args: Any, **_options: Any) -> None:
            raise PanicException("index out of bounds")

    index._documents_now = Panicking()  # type: ignore[assignment]
    with pytest.raises(Damaged):
        index.search(Asked(("fibre",), "en"), Filters())
