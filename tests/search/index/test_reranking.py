"""What the second stage asks of the best documents only, and that asking so changes no score."""

from collections.abc import Callable

import pytest

from knowledge.search import actions, nesting, reranking, schema
from knowledge.search.asking import Asked, Demand, Filters
from knowledge.search.engine import Found, Generation
from knowledge.search.explaining import explain
from knowledge.search.matching import ANSWER_FIELDS, TOLD, weighted
from knowledge.search.queries import PER_PAGE, _answering, _in_order
from knowledge.search.reranking import by_ref
from knowledge.search.schema import ref_of, split_ref
from knowledge.search.wording import understand
from tests.search.index.shelf import KIND, Shelf, passage

pytestmark = pytest.mark.django_db

Follow = Callable[[], Generation]
WORDS = ("fibre", "box", "orange", "light", "line", "invoice", "router", "price")


def fill(shelf: Shelf, count: int) -> None:
    """Each sheet with other words of WORDS, so that no two score alike."""
    for number in range(1, count + 1):
        said = [word for place, word in enumerate(WORDS) if number >> place & 1]
        shelf.put(
            number,
            title=f"{said[0] if said else 'nothing'} {number}",
            passages=(
                passage(" ".join(said) + " and more " * (number % 5), key="one"),
                passage(" ".join(reversed(said)), key="two", audience="customer"),
            ),
        )


def asked_for(index: Generation, typed: str = " ".join(WORDS[:5])) -> tuple[Asked, Found]:
    asked = understand(typed, index, Filters()).asked
    return asked, index.search(asked, Filters())


@pytest.mark.parametrize("told", ["", "customer"])
def test_terms_looked_up_and_terms_read_whole_score_the_same(
    shelf: Shelf, follow: Follow, monkeypatch: pytest.MonkeyPatch, told: str
) -> None:
    fill(shelf, 120)
    index = follow()
    asked = understand("fibre box oragne ligth", index, Filters()).asked
    found = []
    for worth in (0, 1 << 40):
        monkeypatch.setattr(nesting, "WORTH_READING", worth)
        index._kept.clear()
        found.append(index.search(asked, Filters(told=told)).hits)
    looked_up, read = found
    assert looked_up
    assert {hit.ref: hit.score for hit in looked_up} == pytest.approx(
        {hit.ref: hit.score for hit in read}, abs=1e-4
    )
    assert {hit.ref: hit.passage for hit in looked_up} == {hit.ref: hit.passage for hit in read}


def test_the_pool_is_what_the_first_stage_found_however_it_is_reranked(
    shelf: Shelf, follow: Follow
) -> None:
    fill(shelf, 60)
    index = follow()
    asked, found = asked_for(index)
    first = index._documents_now.search(index.matcher.first(asked, Filters()), 100)
    scores = by_ref(index._documents_now, first.hits)
    assert {hit.ref for hit in found.hits} == set(scores)
    assert all(hit.score / hit.factors.product >= scores[hit.ref] for hit in found.hits)


def test_only_the_best_are_looked_at_and_the_order_of_the_others_is_explained_too(
    shelf: Shelf, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reranking, "LOOKED_AT", 3)
    fill(shelf, 30)
    index = follow()
    asked, found = asked_for(index)
    assert [hit.looked_at for hit in found.hits] == [True] * 3 + [False] * (len(found.hits) - 3)
    assert {hit.passage for hit in found.hits[3:]} == {0}
    told = explain(index, asked, Filters(), index.demand(asked, Filters()), found.hits)
    close, far = told[found.hits[0].ref], told[found.hits[3].ref]
    assert any("exactly as typed" in sentence for sentence in close)
    assert not any("exactly as typed" in sentence for sentence in far)


def test_what_each_document_holds_is_told_for_any_number_of_words(
    shelf: Shelf, follow: Follow
) -> None:
    words = tuple(f"zq{chr(97 + place)}word" for place in range(26))
    for number in range(1, 27):
        shelf.put(number, " ".join(words[:number]), title=words[number - 1])
    index = follow()
    found = index.search(Asked(words, ""), Filters())
    held = index.holding(Asked(words, ""), words, Filters(), [hit.ref for hit in found.hits])
    assert {split_ref(ref)[1]: set(has) for ref, has in held.items()} == {
        number: set(words[:number]) for number in range(1, 27)
    }
    assert index.holding(Asked(words, ""), words, Filters(), []) == {}


def test_good_matches_are_those_that_are_counted(shelf: Shelf, follow: Follow) -> None:
    fill(shelf, 90)
    index = follow()
    for typed in ("fibre box", "fibre box orange light line", "invoise roter prices", "price"):
        asked, found = asked_for(index, typed)
        demand = index.demand(asked, Filters())
        good = index.answering(asked, Filters(), demand, [hit.ref for hit in found.hits])
        assert len(good) == index.count(index.matcher.answering(asked, Filters(), demand))


@pytest.mark.parametrize("told", ["", "customer", "partner"])
@pytest.mark.parametrize(("words", "least"), [(1, 1), (3, 2), (5, 2), (6, 2), (6, 3)])
def test_good_matches_hold_enough_of_the_words_in_any_of_the_fields_that_are_searched(
    shelf: Shelf, follow: Follow, told: str, words: int, least: int
) -> None:
    fill(shelf, 90)
    shelf.put(91, title="fibre", short_answer="box", topics=("orange",), questions=("light",))
    shelf.put(92, title="fibre", passages=(passage("box line", audience="customer"),))
    shelf.put(93, title="fibre box line", title_audience="customer", passages=(passage("box"),))
    index, filters = follow(), Filters(told=told)
    asked = Asked(WORDS[:words], "en")
    demand = Demand(asked.words, least)
    first = set(by_ref(index._documents_now, index._documents_now.search(
        index.matcher.first(asked, filters), 200).hits))  # fmt: skip
    fields = {"": ANSWER_FIELDS}.get(told, (*schema.NAMED_FIELDS, TOLD.get(told, "")))
    held = {
        word: index.points(
            [clause for field in fields for clause in weighted(
                index.matcher.documents, field, asked.forms(word), 1.0)], [*first])
        for word in asked.words
    }  # fmt: skip
    right = {
        ref for ref in first if sum(held[word].get(ref, 0.0) > 0 for word in asked.words) >= least
    }
    assert right
    assert index.answering(asked, filters, demand, [*first]) == right
    assert index.count(index.matcher.answering(asked, filters, demand)) == len(right)


@pytest.mark.parametrize("always", ["", "fibre"])
@pytest.mark.parametrize("least", [1, 3, 5])
def test_the_first_page_is_the_same_when_only_what_decides_it_is_asked_for(
    shelf: Shelf, follow: Follow, least: int, always: str
) -> None:
    fill(shelf, 90)
    index = follow()
    asked, found = asked_for(index)
    demand = Demand(asked.words, least, always)
    pages = []
    for end in (PER_PAGE, len(found.hits)):
        good = _answering(index, asked, Filters(), demand, found.hits, end=end)
        ordered, above = _in_order(found.hits, good)
        pages.append([(hit.ref, hit.ref in above) for hit in ordered[:PER_PAGE]])
    assert pages[0] == pages[1]


def test_what_is_asked_again_is_kept_until_the_next_commit_and_for_the_same_reader(
    shelf: Shelf, follow: Follow
) -> None:
    fill(shelf, 20)
    index = follow()
    asked, found = asked_for(index)
    assert index.search(asked, Filters()) is found
    closed = index.search(asked, Filters(hidden_areas=frozenset({7})))
    assert closed is not found
    shelf.put(1, "fibre box orange light line", area_ids=(7,), title="fibre")
    actions.note_change(kind=KIND, object_id=1)
    follow()
    index.refresh()
    assert index.search(asked, Filters()) != found
    closed = index.search(asked, Filters(hidden_areas=frozenset({7})))
    gone = {hit.ref for hit in index.search(asked, Filters()).hits} - {
        hit.ref for hit in closed.hits
    }
    assert gone == {ref_of(KIND, 1)}
    assert index.holding(asked, (), Filters(), list(gone)) == dict.fromkeys(gone, frozenset())


def test_as_many_long_words_as_are_asked_for_are_no_harm(shelf: Shelf, follow: Follow) -> None:
    fill(shelf, 40)
    words = tuple("abcdefghijklmnopqrstuvwxyz"[place % 26 :] * 4 for place in range(31))
    asked = Asked((*(word[:40] for word in words), "fibre"), "")
    assert len(follow().search(asked, Filters()).hits) == 20
