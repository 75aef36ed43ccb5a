"""Chart geometry."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ui import charts

AMOUNTS = st.lists(
    st.tuples(st.text(max_size=3), st.none() | st.floats(0, 1e9, allow_subnormal=False)),
    max_size=40,
)


def test_ticks_are_round_and_reach_the_top() -> None:
    assert charts.ticks_for(12) == (0, 5, 10, 15)
    assert charts.ticks_for(640) == (0, 200, 400, 600, 800)
    assert charts.ticks_for(0) == (0, 1)


def test_what_is_counted_has_no_halves_on_its_axis() -> None:
    assert [tick.value for tick in charts.bars([("a", 2), ("b", 1)]).ticks] == [0, 1, 2]
    assert [tick.value for tick in charts.bars([("a", 10), ("b", None)]).ticks] == [0, 5, 10]
    assert [tick.value for tick in charts.bars([("a", 2.0)]).ticks] == [0, 0.5, 1, 1.5, 2]


@pytest.mark.parametrize("span", [0, -1, math.inf, math.nan])
def test_a_step_of_nothing_is_refused(span: float) -> None:
    with pytest.raises(ValueError, match="span"):
        charts.nice_step(span)


def test_a_bar_of_the_top_value_reaches_the_head() -> None:
    chart = charts.bars([("a", 10), ("b", 5)], height=200, head=20, foot=30, top=10)
    assert chart.bars[0].y == 20
    assert chart.bars[0].height == 150
    assert chart.bars[1].height == 75


def test_outlined_bars_come_first_and_their_line_stays_inside_their_place() -> None:
    data = [("a", 10), ("b", 0), ("c", 5)]
    chart = charts.bars(data, height=200, head=20, foot=30, top=10, mark=2, outlined=2)
    assert [bar.tone for bar in chart.bars] == ["mark--below", "mark--below", "mark--above"]
    assert [bar.y - 0.75 for bar in chart.bars[:2]] == [20, 170]
    assert [bar.height for bar in chart.bars] == [149.25, 0, 75]


def test_no_data_draws_no_bar() -> None:
    chart = charts.bars([("a", None), ("b", 3)])
    assert chart.bars[0].value is None
    assert chart.bars[0].height == 0


@given(AMOUNTS)
def test_bars_stay_inside_the_drawing_and_in_order(data: list[tuple[str, float | None]]) -> None:
    chart = charts.bars(data)
    ends = 0.0
    for bar in chart.bars:
        assert bar.x >= ends - 0.02
        ends = bar.x + bar.width
        assert 20 - 0.01 <= bar.y <= 172.01
        assert bar.y + bar.height == pytest.approx(chart.scale.bottom, abs=0.02)
    assert ends <= 100.01


def test_a_line_breaks_where_there_is_no_data() -> None:
    chart = charts.lines(["a", "b", "c", "d"], [("s", [1, 2, None, 3])])
    assert len(chart.lines[0].segments) == 1
    assert len(chart.lines[0].points) == 3
    assert chart.lines[0].last == (100, chart.scale.y(3))


def test_a_series_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="2 values for 3 labels"):
        charts.lines(["a", "b", "c"], [("s", [1, 2])])


def test_amounts_are_never_negative() -> None:
    with pytest.raises(ValueError, match="negative"):
        charts.bars([("a", -1)])


def test_rows_measure_against_the_largest() -> None:
    assert [bar.width for bar in charts.rows([("a", 5), ("b", 4), ("c", 0)])] == [100, 80, 0]
    assert charts.rows([("a", 0)])[0].width == 0


def test_the_clock_turns_from_noon() -> None:
    assert charts.arc(0.25) == "M28 4A24 24 0 0 1 52 28"
    assert " 0 1 1 " in charts.arc(0.75)
    assert charts.arc(2) == charts.arc(1)


def test_the_band_of_a_gauge_ends_at_three_quarters_unless_more_is_done() -> None:
    usual = charts.gauge(90, 20, 63, 126)
    assert (usual.low, usual.high, usual.done) == (37.5, 75, 53.57)
    assert (usual.held, usual.held_width) == (65.48, 11.91)
    above = charts.gauge(400, 0, 63, 126)
    assert above.done < 100
    assert above.high < 75


@given(done=st.integers(0, 5_000), held=st.integers(0, 5_000), high=st.integers(1, 3_000))
def test_the_words_below_a_gauge_keep_apart(done: int, held: int, high: int) -> None:
    drawn = charts.gauge(done, held, high / 2, high)
    assert 0 <= drawn.low <= drawn.high <= 100
    assert drawn.done <= drawn.held <= 100
    left = drawn.left_word - 20 if drawn.left_at_end else drawn.left_word
    assert left + 20 <= 100.01
    if held:
        assert drawn.held_word - 24 >= 30 - 0.01
        assert left >= drawn.held_word


def test_bars_stand_against_their_band_in_the_tone_of_where_they_stand() -> None:
    data = [("1", 3.0, "below"), ("2", 7.0, "in"), ("3", 60.0, "above"), ("4", None, "away")]
    chart = charts.banded_bars(data, [(5, 10)] * 2 + [(4, 8)] * 2, height=200, head=20, foot=28)
    assert [bar.tone for bar in chart.bars] == ["mark--below", "mark", "mark--above", "mark"]
    assert chart.scale.top == 25
    assert chart.bars[2].y == chart.scale.ceiling
    assert [(step.x, step.end) for step in chart.steps] == [(0, 50), (50, 100)]
    assert chart.steps[0].top < chart.steps[1].top
    assert chart.bars[3].height == 0


def test_a_bar_without_a_band_is_refused() -> None:
    with pytest.raises(ValueError, match="bands"):
        charts.banded_bars([("1", 3.0, "in")], [])
