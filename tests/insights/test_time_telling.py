"""Which sums over areas that share experts may stand side by side."""

from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.insights.time.telling import tellable

LEAST = 3
people = st.frozensets(st.integers(0, 11), max_size=12)


def test_a_group_of_enough_people_is_shown_and_a_smaller_one_is_not() -> None:
    assert tellable([("a", range(5)), ("b", range(10, 14))], least=5) == {"a"}


def test_of_two_groups_that_differ_by_one_person_the_first_is_shown() -> None:
    assert tellable([("five", range(5)), ("six", range(6))], least=5) == {"five"}
    assert tellable([("six", range(6)), ("five", range(5))], least=5) == {"six"}


def test_a_group_inside_another_is_shown_when_enough_are_in_neither() -> None:
    assert tellable([("all", range(10)), ("half", range(5))], least=5) == {"all", "half"}
    assert tellable([("all", range(9)), ("half", range(5))], least=5) == {"all"}


def test_the_same_people_twice_tell_nothing_new() -> None:
    assert tellable([("a", range(5)), ("b", range(5))], least=5) == {"a", "b"}


def test_three_groups_that_only_together_single_somebody_out() -> None:
    """a + b − c would be twice one person where the two overlap in one."""
    a, b, c = range(5), range(4, 9), [0, 1, 2, 3, 5, 6, 7, 8]
    assert tellable([("a", a), ("b", b), ("c", c)], least=5) == {"a"}


def test_the_viewer_counts_in_no_group() -> None:
    assert tellable([("a", range(5))], least=5, viewer=0) == frozenset()
    assert tellable([("a", range(6))], least=5, viewer=0) == {"a"}
    both = [("a", range(6)), ("b", range(1, 6))]
    assert tellable(both, least=5, viewer=0) == {"a", "b"}


@settings(max_examples=60, deadline=None)
@given(st.lists(people, max_size=6))
def test_no_combination_of_the_sums_shown_tells_of_fewer(groups: list[frozenset[int]]) -> None:
    """Sums are vectors over people; whoever can be told apart from nobody is a vector in their span.

    A sum over a set of fewer than LEAST people lies in the span only if that set's vector does.
    """
    shown = tellable(list(enumerate(groups)), least=LEAST)
    rows = [[Fraction(pk in groups[key]) for pk in range(12)] for key in sorted(shown)]
    basis = _reduced(rows)
    for size in range(1, LEAST):
        for few in combinations(range(12), size):
            assert not _spanned([Fraction(pk in few) for pk in range(12)], basis)


def _reduced(rows: list[list[Fraction]]) -> list[tuple[int, list[Fraction]]]:
    """Rows in echelon form, each with the place of its first figure."""
    basis: list[tuple[int, list[Fraction]]] = []
    for row in rows:
        rest = _less(row, basis)
        place = next((n for n, value in enumerate(rest) if value), None)
        if place is not None:
            basis.append((place, [value / rest[place] for value in rest]))
    return basis


def _less(row: list[Fraction], basis: list[tuple[int, list[Fraction]]]) -> list[Fraction]:
    for place, other in basis:
        factor = row[place]
        if factor:
            row = [value - factor * part for value, part in zip(row, other, strict=True)]
    return row


def _spanned(row: list[Fraction], basis: list[tuple[int, list[Fraction]]]) -> bool:
    return not any(_less(row, basis))
