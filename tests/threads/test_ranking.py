"""The formula: whatever order people come in, the same is first; more of what counts never hurts."""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from knowledge.threads.models import Urgency
from knowledge.threads.routing.eligibility import MOST_CLAIMS, Demand, Standing, WhyNot, why_not
from knowledge.threads.routing.eligibility import expected_minutes as expected
from knowledge.threads.routing.ranking import (
    HALF_LIFE,
    LEAST_SHARE,
    Candidate,
    Field,
    decayed,
    in_line,
    key,
    knowledge_of,
    score,
    shape_of,
    strongest,
)

candidates = st.builds(
    Candidate,
    person_id=st.integers(1, 60),
    area_id=st.integers(1, 5),
    level=st.integers(1, 3),
    is_confirmed=st.booleans(),
    steps=st.integers(0, 7),
    accepted=st.floats(0, 500),
    answers=st.integers(0, 500),
    load=st.integers(0, 40),
    last_asked=st.floats(0, 2e9),
)
shares = st.floats(0, 1)
everybody = st.lists(candidates, max_size=12, unique_by=lambda one: one.person_id)
standings = st.builds(
    Standing,
    is_active=st.booleans(),
    may_see=st.booleans(),
    is_away=st.booleans(),
    is_open=st.booleans(),
    claims=st.integers(0, 9),
    left=st.integers(0, 90),
    weekly=st.integers(0, 300),
)


@given(everybody, st.randoms(), st.lists(shares, min_size=1, max_size=8))
def test_the_order_does_not_depend_on_the_order_people_come_in(
    people: list[Candidate], chance: Random, drawn: list[float]
) -> None:
    share = {one.person_id: drawn[one.person_id % len(drawn)] for one in people}
    shuffled = list(people)
    chance.shuffle(shuffled)
    assert in_line(people, share) == in_line(shuffled, share)


@given(everybody, candidates, shares)
def test_the_order_of_two_does_not_depend_on_a_third(
    people: list[Candidate], newcomer: Candidate, share: float
) -> None:
    others = [one for one in people if one.person_id != newcomer.person_id]
    everyone = dict.fromkeys([one.person_id for one in [*others, newcomer]], share)
    with_them = in_line([*others, newcomer], everyone)
    assert [one for one in with_them if one is not newcomer] == in_line(others, everyone)


@given(candidates, shares, st.integers(0, 40))
def test_more_load_never_helps(one: Candidate, share: float, more: int) -> None:
    assert score(replace(one, load=one.load + more), share) <= score(one, share)


@given(candidates, shares, st.floats(0, 100))
def test_more_accepted_answers_never_hurt(one: Candidate, share: float, more: float) -> None:
    assert score(replace(one, accepted=one.accepted + more), share) >= score(one, share)


@given(candidates, shares, shares)
def test_more_time_left_never_hurts(one: Candidate, some: float, more: float) -> None:
    assert score(one, max(some, more)) >= score(one, min(some, more))


@given(candidates, shares)
def test_a_higher_level_confirmed_and_nearer_is_worth_more(one: Candidate, share: float) -> None:
    plain = replace(one, level=2, is_confirmed=False, steps=1)
    assert score(replace(plain, level=3), share) > score(plain, share)
    assert score(replace(plain, is_confirmed=True), share) > score(plain, share)
    assert score(replace(plain, steps=0), share) > score(plain, share)


@given(candidates)
def test_no_accepted_answer_and_no_time_left_do_not_mean_nothing(one: Candidate) -> None:
    assert score(replace(one, accepted=0.0, load=0), 0.0) > 0


@given(candidates, shares)
def test_nobody_is_better_than_with_their_whole_time_left(one: Candidate, share: float) -> None:
    assert key(one) <= key(one, share)


def test_one_fresh_answer_doubles_what_somebody_is_worth() -> None:
    one = Candidate(1, 1, 2, is_confirmed=True)
    assert score(replace(one, accepted=1.0), 1.0) == 2 * score(one, 1.0)
    assert score(one, 0.0) == LEAST_SHARE * score(one, 1.0)


def test_an_answer_counts_half_after_each_half_life() -> None:
    half_life = HALF_LIFE.total_seconds()
    assert [decayed(times * half_life) for times in (-1, 0, 1, 2)] == [1.0, 1.0, 0.5, 0.25]


def test_ties_go_to_less_load_then_to_who_was_not_asked_for_longest_then_to_the_smaller_number() -> (
    None
):
    busy = Candidate(1, 1, 3, is_confirmed=True, load=2)
    same_score = Candidate(2, 1, 2, is_confirmed=True)
    assert score(busy, 1.0) == score(same_score, 1.0)
    share = dict.fromkeys(range(1, 6), 1.0)
    assert in_line([busy, same_score], share) == [same_score, busy]
    recent = Candidate(3, 1, 2, is_confirmed=True, last_asked=2.0)
    earlier = Candidate(4, 1, 2, is_confirmed=True, last_asked=1.0)
    never = Candidate(5, 1, 2, is_confirmed=True)
    assert in_line([recent, earlier, never, same_score], share) == [
        same_score,
        never,
        earlier,
        recent,
    ]


rows = st.lists(
    st.tuples(st.integers(1, 9), st.integers(1, 5), st.integers(1, 3), st.booleans()),
    max_size=20,
    unique_by=lambda row: row[:2],
)
STEPS = {1: 0, 2: 1, 3: 2, 4: 0, 5: 1}


@given(rows)
def test_each_person_stands_where_they_know_most(found: list[tuple[int, int, int, bool]]) -> None:
    best = strongest(_shaped(found), STEPS)
    assert set(best) == {row[0] for row in found}
    assert best == strongest(_shaped(reversed(found)), STEPS)
    for person, area, level, confirmed in found:
        worth = knowledge_of(level, STEPS[area], is_confirmed=confirmed)
        assert best[person] <= (-worth, STEPS[area], area, level, confirmed)
        assert (person, *best[person][2:]) in found


def _shaped(rows: Iterable[tuple[int, int, int, bool]]) -> list[tuple[int, int]]:
    return [
        (person, shape_of(area, level, is_confirmed=sure)) for person, area, level, sure in rows
    ]


@given(rows, st.dictionaries(st.integers(1, 9), st.integers(1, 9)))
def test_the_quick_keys_are_those_of_the_formula(
    found: list[tuple[int, int, int, bool]], load: dict[int, int]
) -> None:
    answers = {person: (1.5 * count, count) for person, count in load.items() if person % 2}
    field = Field(strongest(_shaped(found), STEPS), answers, load, dict.fromkeys(load, 7.0))
    expected_keys = [key(field.candidate(person)) for person in field.known]
    assert field.best_keys() == expected_keys


@given(standings)
def test_a_waiting_customer_asks_for_hours_and_not_for_time(one: Standing) -> None:
    week = Demand(asker_id=9, urgency=Urgency.WEEK, minutes=15)
    now = replace(week, urgency=Urgency.NOW)
    at_hand = replace(one, is_active=True, may_see=True, is_away=False, claims=0)
    assert why_not(1, replace(at_hand, is_open=True), now) is None
    assert why_not(1, replace(at_hand, is_open=False), now) == WhyNot.HOURS
    assert (why_not(1, at_hand, week) is None) == (at_hand.left >= 15)


@given(standings, st.sampled_from(Urgency))
def test_nobody_answers_themselves_and_nobody_is_asked_twice(
    one: Standing, urgency: Urgency
) -> None:
    demand = Demand(asker_id=9, urgency=urgency, minutes=15, asked=frozenset({7}))
    assert why_not(9, one, demand) == WhyNot.ASKER
    assert why_not(7, one, demand) is not None
    for against in ({"is_active": False}, {"may_see": False}, {"is_away": True}):
        assert why_not(1, replace(one, **against), demand) is not None
    assert why_not(1, replace(one, claims=MOST_CLAIMS), demand) is not None


@given(st.lists(st.integers(-5, 400), max_size=30), st.sampled_from(Urgency))
def test_the_expected_minutes_are_a_plausible_length(taken: list[int], urgency: Urgency) -> None:
    assert 0 < expected(taken, urgency) <= 120


def test_the_median_counts_from_five_answers_on() -> None:
    assert expected([40, 40, 40, 40], Urgency.TODAY) == 15
    assert expected([40, 30, 20, 10, 300, 50], Urgency.TODAY) == 30
    assert expected([10, 20, 31, 40, 50, 60], Urgency.NOW) == 36
