"""What the pictures of contribution time are drawn from."""

from knowledge.ui.charts import strip


def test_a_value_in_its_band_stands_in_it_without_a_line() -> None:
    drawn = strip(6.8, 5, 10, top=14)
    assert (drawn.low, drawn.width, drawn.value, drawn.edge) == (35.71, 35.72, 48.57, None)
    assert drawn.middle == 53.57


def test_a_value_outside_hangs_on_the_end_it_lies_beyond() -> None:
    assert strip(3.6, 5, 10, top=14, outside="below").edge == 35.71
    assert strip(11.8, 5, 10, top=14, outside="above").edge == 71.43
    assert strip(10, 5, 10, top=14).edge is None


def test_a_value_beyond_the_scale_is_drawn_at_its_end() -> None:
    drawn = strip(45, 5, 10, top=14, outside="above")
    assert (drawn.value, drawn.cut) == (100.0, True)
    assert not strip(14, 5, 10, top=14, outside="above").cut


def test_without_a_value_there_is_the_band_alone() -> None:
    drawn = strip(None, 5, 10, top=14, outside="below")
    assert (drawn.value, drawn.edge, drawn.cut) == (None, None, False)
