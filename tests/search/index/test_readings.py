"""What a word may also mean: inside another, in two parts, joined, or by a lead's synonym."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.search.asking import Asked, Demand, Filters, Reading, demand_of
from knowledge.search.engine import Generation
from knowledge.search.synonyms import Vocabulary
from knowledge.search.wording import understand
from tests.search.index.shelf import Shelf
from tests.search.index.test_engine import numbers

pytestmark = pytest.mark.django_db

Follow = Callable[[], Generation]


def test_a_part_of_a_word_finds_the_word(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "The onboarding of a new customer")
    shelf.put(2, "Another thing")
    index = follow()
    assert numbers(index, "boarding please") == [1]
    assert understand("boarding please", index, Filters()).repairs == ()


def test_a_part_that_only_a_closed_area_has_is_no_part(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "The onboarding of a new customer", area_ids=(9,))
    shelf.put(2, "Skateboards are forbidden")
    hidden = Filters(hidden_areas=frozenset({9}))
    index = follow()
    assert understand("boarding now", index, Filters()).asked.parts == {"boarding"}
    assert not understand("boarding now", index, hidden).asked.parts
    assert numbers(index, "boarding now", hidden) == []


@pytest.mark.parametrize("typed", ["wifibox now", "the wifibox"])
def test_a_compound_finds_its_two_words(typed: str, shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "Restart the wifi box")
    shelf.put(2, "A box of matches and the wifi of a neighbour")
    assert numbers(follow(), typed + " x")[0] == 1


def test_two_neighbours_find_the_word_they_make(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "Your password has expired")
    shelf.put(2, "A parking permit")
    assert numbers(follow(), "my pass word expired")[0] == 1
    assert 1 in numbers(follow(), "pass word")


def test_a_slip_is_still_repaired(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "Pay the invoice")
    understood = understand("invoise now", follow(), Filters())
    assert [(r.typed, r.read) for r in understood.repairs] == [("invoise", "invoice")]
    assert understood.unknown == ()


def test_words_that_nothing_has_are_told(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "Pay the invoice")
    understood = understand("invoice photovoltaic now", follow(), Filters())
    assert understood.unknown == ("photovoltaic",)


def test_a_synonym_finds_what_says_the_other_word(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "The router blinks")
    shelf.put(2, "The bill is late")
    index = follow()
    words = Vocabulary(()).plus([("internet box", "router", True)])
    assert numbers(index, "internet box", vocabulary=words) == [1]
    assert numbers(index, "internet box") == []
    asked = understand("internet box blinks", index, Filters(), vocabulary=words).asked
    assert asked.readings == (Reading(0, 2, ("router",)),)
    demand = index.demand(asked, Filters())
    refs = [hit.ref for hit in index.search(asked, Filters()).hits]
    assert index.answering(asked, Filters(), demand, refs) == set(refs)


def test_taken_as_they_are_words_have_no_other_reading(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "The onboarding of a router")
    words = Vocabulary(()).plus([("box", "router", True)])
    typed = "boarding box rooter wifibox"
    understood = understand(typed, follow(), Filters(), vocabulary=words, exactly=True)
    assert understood.asked == Asked(("boarding", "box", "rooter", "wifibox"), "")
    assert understood.repairs == ()


# A good match


@pytest.mark.parametrize(
    ("counts", "demand"),
    [
        ([("meter", 3)], Demand(("meter",), 1)),
        ([("meter", 90)], Demand(("meter",), 1)),
        ([("meter", 20), ("dial", 2)], Demand(("meter", "dial"), 1, "dial")),
        ([("meter", 90), ("dial", 2)], Demand(("dial",), 1)),
        ([("a", 1), ("b", 2), ("c", 3)], Demand(("a", "b", "c"), 2)),
        ([(w, 1) for w in "abcde"], Demand(tuple("abcde"), 2)),
        ([(w, 1) for w in "abcdef"], Demand(tuple("abcdef"), 3)),
        ([("x", 0), ("y", 0)], Demand(("x", "y"), 1, "x")),
        ([], Demand((), 1)),
    ],
)
def test_a_good_match_holds_enough_of_the_words_that_say_something(
    counts: list[tuple[str, int]], demand: Demand
) -> None:
    assert demand_of(counts, 100) == demand


@given(st.lists(st.tuples(st.text(min_size=1, max_size=3), st.integers(0, 500)), max_size=32))
def test_no_more_is_demanded_than_the_words_there_are(counts: list[tuple[str, int]]) -> None:
    demand = demand_of(counts, 300)
    assert 1 <= demand.least <= max(1, len(demand.informative))
    assert len(demand.informative) <= len(counts)
    assert not demand.always or demand.always in demand.informative


def test_a_closed_area_does_not_change_what_is_demanded(shelf: Shelf, follow: Follow) -> None:
    for number in range(1, 11):
        shelf.put(number, "meter seal broken", area_ids=(9,))
    for number in range(11, 20):
        shelf.put(number, "meter")
    shelf.put(20, "seal")
    index = follow()
    hidden = Filters(hidden_areas=frozenset({9}))
    asked = understand("meter seal", index, hidden).asked
    assert index.demand(asked, hidden).always == ""
    assert index.demand(asked, hidden).informative == ("seal",)


def test_what_is_demanded_of_many_words_is_counted_where_it_matters(
    shelf: Shelf, follow: Follow
) -> None:
    """Of 30 documents that are seen a word of 9 still says something, whatever the closed ones have."""
    for number in range(1, 31):
        seen = "pump" * (number <= 20) + " valve" * (number <= 3) + " gauge" * (number <= 9)
        shelf.put(number, f"{seen} {'seal' * (number <= 2)}")
    for number in range(31, 61):
        shelf.put(number, f"valve {'seal' * (number <= 35)}", area_ids=(9,))
    index, hidden = follow(), Filters(hidden_areas=frozenset({9}))
    asked = understand("pump valve gauge seal", index, hidden).asked
    assert index.demand(asked, hidden) == Demand(("valve", "gauge", "seal"), 2)
    assert "valve" not in index.demand(asked, Filters()).informative


# Phrases, exclusions, dates


def test_a_phrase_must_stand_word_by_word(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "The end of the contract")
    shelf.put(2, "The contract has no end of term")
    shelf.put(3, "text ends with end", title="Of the contract")
    index = follow()
    phrase = Filters(phrases=(("end", "of", "the", "contract"),))
    assert numbers(index, "end of the contract", phrase) == [1]


def test_a_phrase_in_what_may_be_told_is_not_met_by_what_may_not(
    shelf: Shelf, follow: Follow
) -> None:
    shelf.put(1, "secret end of contract")
    shelf.put(2, "the end of contract is free", audience="customer")
    phrase = Filters(phrases=(("end", "of", "contract"),), told="customer")
    assert numbers(follow(), "end of contract", phrase) == [2]


def test_an_excluded_word_is_kept_out_in_all_its_forms(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "Meters and routers")
    shelf.put(2, "Meters and boxes")
    index = follow()
    assert numbers(index, "meters", Filters(excluded=(("router",),))) == [2]
    assert numbers(index, "meters", Filters(excluded=(("and", "boxes"),))) == [1]


def test_any_text_is_understood_and_searched(shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "The onboarding of a wifi box")
    index = follow()

    @settings(deadline=None)
    @given(st.text(max_size=80))
    def check(typed: str) -> None:
        asked = understand(typed, index, Filters()).asked
        index.search(asked, Filters())
        assert index.demand(asked, Filters()).least >= 1

    check()


@pytest.mark.parametrize(
    "typed",
    [
        "a" * 10_000,
        "the of and le la",
        "!?… --- «»",
        "🦊🦊 🦊",
        "'; DROP TABLE search_searchlog; --",
        "<script>alert(1)</script>",
        "*" * 500 + "?" * 500,
        "meter AND (OR NOT) title:^9",
        "compteur relevé meter reading 電気 метр",
        "\x00\x01\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    ],
)
def test_hostile_queries_are_searched_like_others(typed: str, shelf: Shelf, follow: Follow) -> None:
    shelf.put(1, "Read the meter; le relevé du compteur")
    index = follow()
    asked = understand(typed, index, Filters()).asked
    index.search(asked, Filters())
    assert len(asked.words) <= 32
