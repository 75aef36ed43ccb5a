"""Failed search, by its definition: example by example, then for anything that can be logged."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from knowledge.search.failures import (
    ABANDONED,
    Counts,
    Row,
    Search,
    forget_follow_up,
    is_same_search,
    judge,
    register_follow_up,
    searches_between,
)
from tests.factories import make_person
from tests.search.logged import log_search

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
WORDS = ("bill doubled", "box orange", "move home", "box")


def row(
    words: str = "bill doubled",
    second: float = 0,
    *,
    total: int = 3,
    outcome: str = "",
    left: float | None = None,
    person: int = 1,
    source: str = "page",
) -> Row:
    """A row `second` seconds after noon; `left` seconds later the page was closed."""
    at = NOON + timedelta(seconds=second)
    left_at = None if left is None else at + timedelta(seconds=left)
    return Row(
        person_id=person,
        at=at,
        words=words,
        folded_words=words,
        total=total,
        outcome=outcome,
        left_at=left_at,
        source=source,
    )


def failed(*rows: Row) -> list[bool]:
    return [search.is_failed for search in judge(rows)]


DEFINITION = {
    "nothing answered": ([row(total=0)], [True]),
    "nothing answered, and the nearest was opened": ([row(total=0, outcome="opened")], [True]),
    "answered and still looked at": ([row()], [False]),
    "opened": ([row(outcome="opened", left=5)], [False]),
    "copied, then another search": ([row(outcome="copied"), row("box", 20)], [False, False]),
    "another search at once": ([row(), row("move home", 0)], [True, False]),
    "another search after 60 s": ([row(), row("move home", 60)], [True, False]),
    "another search after 61 s": ([row(), row("move home", 61)], [False, False]),
    "left after 60 s": ([row(left=60)], [True]),
    "left after 61 s": ([row(left=61)], [False]),
    "left before it was typed to the end": ([row(left=-1)], [False]),
    "somebody else's search": ([row(), row("move home", 5, person=2)], [False, False]),
    "typed on in another process": ([row("bo"), row("box", 3), row("box orange", 9)], [False]),
    "typed on after 11 s": ([row("bo"), row("box", 11)], [True, False]),
    "looked at in the panel too": ([row(), row(second=61, source="panel")], [False, False]),
    "the panel after the page": ([row(), row(second=30, source="panel")], [True, False]),
    "the next page": ([row(), row(second=59)], [False]),
    "the same words a minute later": ([row(), row(second=61)], [False, False]),
    "back from a result and left": ([row(outcome="opened"), row(second=30, left=5)], [False]),
    "narrowed until nothing answers": ([row(), row(second=30, total=0)], [True]),
}


@pytest.mark.parametrize("case", DEFINITION)
def test_the_definition(case: str) -> None:
    rows, expected = DEFINITION[case]
    assert failed(*rows) == expected


def test_asking_somebody_within_a_minute_is_giving_up() -> None:
    asked = {1: [NOON - timedelta(seconds=5), NOON + timedelta(seconds=60)]}
    assert [search.is_failed for search in judge([row()], asked)] == [True]
    late = {1: [NOON + timedelta(seconds=61)], 2: [NOON]}
    assert [search.is_failed for search in judge([row()], late)] == [False]


def test_counts_part_what_found_nothing_from_what_was_not_opened() -> None:
    counts = Counts()
    rows = (
        row("a b", 0, total=0),
        row("c d", 100, outcome="opened"),
        row("e f", 200, left=10),
        row("g h", 300),
    )
    for search in judge(rows):
        counts.add(search)
    assert counts == Counts(searches=4, no_result=1, no_click=3, unopened=2, failed=2)
    assert counts.rate == 0.5
    assert Counts().rate is None
    assert counts + Counts() == counts


def _rows() -> st.SearchStrategy[list[Row]]:
    one = st.builds(
        row,
        words=st.sampled_from(WORDS),
        second=st.integers(0, 400),
        total=st.integers(0, 2),
        outcome=st.sampled_from(("", "", "opened", "copied")),
        left=st.none() | st.integers(-20, 90),
        person=st.integers(1, 3),
    )
    return st.lists(one, max_size=12).map(
        lambda rows: sorted(rows, key=lambda r: (r.person_id, r.at))
    )


def _by_hand(rows: list[Row]) -> Iterator[Search]:
    """The definition once more, read word for word and without any thrift."""
    for _person, mine in groupby(rows, key=lambda r: r.person_id):
        chains: list[list[Row]] = []
        for one in mine:
            so_far = [r.outcome for r in chains[-1]] if chains else []
            if chains and is_same_search(
                row_with(chains[-1][-1], next((o for o in so_far if o), "")), one
            ):
                chains[-1].append(one)
            else:
                chains.append([one])
        for place, chain in enumerate(chains):
            last, used = chain[-1], any(r.outcome for r in chain)
            next_at = [c[0].at for c in chains[place + 1 : place + 2]]
            ends = [at for at in (*next_at, last.left_at) if at is not None and at >= last.at]
            soon = any(at - last.at <= ABANDONED for at in ends)
            yield Search(
                person_id=last.person_id,
                at=last.at,
                words=last.words,
                folded_words=last.folded_words,
                is_empty=last.total == 0,
                is_used=used,
                is_failed=last.total == 0 or (not used and soon),
            )


def row_with(one: Row, outcome: str) -> Row:
    seconds = (one.at - NOON).total_seconds()
    return row(one.words, seconds, outcome=outcome, person=one.person_id)


@given(_rows())
def test_one_pass_judges_as_the_definition_does(rows: list[Row]) -> None:
    assert list(judge(rows)) == list(_by_hand(rows))


@given(_rows())
def test_counts_hold_together(rows: list[Row]) -> None:
    counts = Counts()
    for search in judge(rows):
        counts.add(search)
    assert counts.searches <= len(rows)
    assert counts.no_result <= counts.failed <= counts.searches
    assert counts.unopened <= counts.no_click <= counts.searches
    assert counts.no_click <= counts.no_result + counts.unopened
    assert counts.rate is None or 0 <= counts.rate <= 1


@given(_rows(), st.integers(1, 3))
def test_what_others_do_changes_nothing(rows: list[Row], person: int) -> None:
    mine = [search for search in judge(rows) if search.person_id == person]
    assert mine == list(judge(r for r in rows if r.person_id == person))


def _between(seconds: int = 3600) -> list[tuple[str, bool]]:
    found = searches_between(NOON, NOON + timedelta(seconds=seconds))
    return [(search.words, search.is_failed) for search in found]


def test_the_log_is_read_person_by_person_without_programs(contact: User, expert: User) -> None:
    log_search(contact, "bill doubled", at=NOON)
    log_search(expert, "box orange", at=NOON + timedelta(seconds=5), total=0)
    log_search(contact, "move home", at=NOON + timedelta(seconds=30), outcome="copied")
    log_search(expert, "programmed", at=NOON, source="api", total=0)
    assert sorted(_between()) == [
        ("bill doubled", True),
        ("box orange", True),
        ("move home", False),
    ]


def test_a_search_just_after_the_end_decides_about_the_last_one(contact: User) -> None:
    log_search(contact, "bill doubled", at=NOON + timedelta(seconds=3590))
    log_search(contact, "move home", at=NOON + timedelta(seconds=3605))
    assert _between() == [("bill doubled", True)]


def test_other_packages_say_who_asked_somebody(contact: User) -> None:
    log_search(contact, "bill doubled", at=NOON)
    register_follow_up("talk", lambda since, until: [(contact.pk, NOON + timedelta(seconds=9))])
    try:
        assert _between() == [("bill doubled", True)]
    finally:
        forget_follow_up("talk")
    assert _between() == [("bill doubled", False)]


def test_the_log_costs_one_query_however_long(
    db: None, django_assert_num_queries: Callable[..., object]
) -> None:
    """And one of each thing that people do instead, here asking."""
    for _number in range(4):
        log_search(make_person(), "bill doubled", at=NOON)
    with django_assert_num_queries(2):
        assert len(_between()) == 4
