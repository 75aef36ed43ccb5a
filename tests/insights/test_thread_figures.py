"""The formulas of the figures of threads, on facts alone."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.insights.threads.figures import Asked, Share, Tally, Times
from knowledge.threads.models import State


def asked(days_ago: float, answered_after_hours: float | None = None, **facts: object) -> Asked:
    found: dict[str, object] = {
        "state": State.OPEN,
        "took": None,
        "first_answer_minutes": None,
        "solution_minutes": None,
    }
    if answered_after_hours is not None:
        found["took"] = timedelta(hours=answered_after_hours)
        found["first_answer_minutes"] = round(answered_after_hours * 60)
        found["state"] = State.ANSWERED
    return Asked(age=timedelta(days=days_ago), **(found | facts))  # type: ignore[arg-type]


def tally(*threads: Asked) -> Tally:
    found = Tally()
    for thread in threads:
        found.add(thread)
    return found


@pytest.mark.parametrize(
    ("minutes", "median", "ninetieth"),
    [
        ([], None, None),
        ([7], 7, 7),
        ([10, 20], 15, 20),
        ([10, 21], 16, 21),
        ([30, 10, 20], 20, 30),
        (list(range(1, 11)), 6, 9),
        (list(range(1, 12)), 6, 10),
        ([0, 0, 0, 500], 0, 500),
    ],
)
def test_median_and_ninetieth_percentile(
    minutes: list[int], median: int | None, ninetieth: int | None
) -> None:
    times = Times.of(minutes)
    assert (times.median, times.ninetieth, times.count) == (median, ninetieth, len(minutes))


@given(st.lists(st.integers(0, 10**6), min_size=1))
def test_nine_in_ten_are_not_longer_than_the_ninetieth(minutes: list[int]) -> None:
    times = Times.of(minutes)
    assert times.ninetieth in minutes
    assert times.median is not None
    assert times.ninetieth is not None
    assert min(minutes) <= times.median <= max(minutes)
    not_longer = sum(one <= times.ninetieth for one in minutes)
    assert 10 * not_longer >= 9 * len(minutes)
    shorter = sum(one < times.ninetieth for one in minutes)
    assert 10 * shorter < 9 * len(minutes)


def test_nothing_is_no_data_and_not_zero() -> None:
    figures = tally().figures()
    assert figures.speed.in_a_day.rate is None
    assert figures.solved.rate is None
    assert figures.duplicates.rate is None
    assert figures.speed.first_answer == Times()


def test_a_question_too_young_to_be_late_is_in_no_denominator_of_hours() -> None:
    speed = tally(asked(0.5), asked(2), asked(5), asked(5, 10), asked(0.1, 1)).figures().speed
    assert speed.in_a_day == Share(2, 4)
    assert speed.in_three_days == Share(2, 3)


@pytest.mark.parametrize(
    ("hours", "in_a_day", "in_three_days"), [(24, 1, 1), (24.1, 0, 1), (73, 0, 0)]
)
def test_the_hours_are_those_of_the_clock(hours: float, in_a_day: int, in_three_days: int) -> None:
    speed = tally(asked(9, hours)).figures().speed
    assert (speed.in_a_day, speed.in_three_days) == (Share(in_a_day, 1), Share(in_three_days, 1))


def test_a_duplicate_is_no_question_of_its_own() -> None:
    figures = tally(
        asked(9, 3, state=State.SOLVED, solution_minutes=300),
        asked(9, state=State.DUPLICATE),
        asked(9, state=State.CLOSED),
        asked(9),
    ).figures()
    assert (figures.asked, figures.questions) == (4, 2)
    assert figures.solved == Share(1, 2)
    assert figures.duplicates == Share(1, 3)
    assert figures.speed.in_a_day == Share(1, 2)
    assert figures.speed.solution == Times(1, 300, 300)


def test_a_closed_thread_with_an_answer_counts() -> None:
    figures = tally(asked(9, 3, state=State.CLOSED)).figures()
    assert figures.questions == 1
    assert figures.solved == Share(0, 1)


def test_what_nobody_answered_is_told() -> None:
    assert tally(asked(9)).day_share == Share(0, 1)


@given(st.lists(st.tuples(st.floats(0, 60), st.none() | st.floats(0, 200)), max_size=30))
def test_tallies_merged_are_one_tally(facts: list[tuple[float, float | None]]) -> None:
    threads = [asked(days, hours) for days, hours in facts]
    merged = tally(*threads[::2])
    merged.merge(tally(*threads[1::2]))
    assert merged.figures() == tally(*threads).figures()


@given(st.lists(st.tuples(st.floats(0, 60), st.none() | st.floats(0, 200)), max_size=30))
def test_parts_are_never_more_than_wholes(facts: list[tuple[float, float | None]]) -> None:
    figures = tally(*(asked(days, hours) for days, hours in facts)).figures()
    day, three = figures.speed.in_a_day, figures.speed.in_three_days
    assert 0 <= day.part <= day.whole <= figures.questions <= figures.asked == len(facts)
    assert day.part <= three.part <= three.whole <= day.whole
