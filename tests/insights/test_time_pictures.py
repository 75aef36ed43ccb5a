"""What the pictures of contribution time are drawn from."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from knowledge.contributions.bands import Band, Share, Standing
from knowledge.contributions.coaching import Prompt, Subject
from knowledge.contributions.models import Block
from knowledge.contributions.periods import WEEK
from knowledge.contributions.team_words import others_of, prompt_words, sentence_of, share_words
from knowledge.insights.time.picture import trend_of
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


# Trends


def share(confirmed: int, available: int = 2100) -> Share:
    band = Band(Fraction(available, 20), Fraction(available, 10))
    return Share(confirmed, available, band)


def mondays(count: int) -> list[date]:
    return [date(2026, 1, 5) + n * WEEK for n in range(count)]


def test_a_week_that_is_not_told_or_without_anybody_is_a_cross() -> None:
    drawn = trend_of(mondays(3), [share(150), None, share(0, 0)])
    assert len(drawn.crosses) == 2
    assert [week.words for week in drawn.weeks] == ["away", "", "7.1\u202f%"]
    assert not drawn.is_empty
    assert trend_of(mondays(2), [None, share(0, 0)]).is_empty


def test_a_week_that_adjustments_made_negative_has_no_height() -> None:
    drawn = trend_of(mondays(2), [share(-30), share(150)])
    assert drawn.chart.bars[0].value == 0
    assert drawn.weeks[1].words.startswith("-1.4")


def test_bars_say_where_they_stand_unless_no_band_is_for_them() -> None:
    shares = [share(50), share(150), share(300)]
    tones = [bar.tone for bar in trend_of(mondays(3), shares).chart.bars]
    assert tones == ["mark--below", "mark", "mark--above"]
    plain = trend_of(mondays(3), shares, counts_band=False)
    assert {bar.tone for bar in plain.chart.bars} == {"mark"}


def test_labels_keep_apart_however_many_weeks_there_are() -> None:
    for count in (4, 13, 26, 52):
        labels = [bar.label for bar in trend_of(mondays(count), [share(1)] * count).chart.bars]
        assert 1 <= sum(map(bool, labels)) <= 9
        assert labels[-1]


# Sentences


def standings(below: int = 0, inside: int = 0, above: int = 0, away: int = 0) -> dict[Any, int]:
    return dict(zip(Standing, (below, inside, above, away), strict=True))


@pytest.mark.parametrize(
    ("counts", "sentence", "others"),
    [
        (
            (3, 7, 1, 1),
            "3 of 12 people are below the band.",
            "7 are in the band, 1 is above, 1 is away.",
        ),
        ((1, 3, 0, 0), "1 of 4 people is below the band.", "3 are in the band."),
        ((0, 3, 2, 0), "2 of 5 people are above the band.", "3 are in the band."),
        ((0, 3, 1, 1), "1 of 5 people is above the band.", "3 are in the band, 1 is away."),
        ((0, 3, 0, 1), "Nobody of 4 people is outside the band.", "3 are in the band, 1 is away."),
        ((0, 0, 0, 2), "All 2 people are away.", ""),
        ((2, 0, 0, 0), "2 of 2 people are below the band.", ""),
        ((0, 1, 0, 0), "The only expert here is in the band.", ""),
        ((0, 0, 0, 1), "The only expert here is away.", ""),
        ((0, 0, 0, 0), "No expert stands in these teams.", ""),
    ],
)
def test_the_sentence_fits_whoever_there_is(
    counts: tuple[int, int, int, int], sentence: str, others: str
) -> None:
    told = standings(*counts)
    assert (sentence_of(told), others_of(told)) == (sentence, others)


def test_half_a_tenth_of_a_per_cent_is_rounded_up_from_the_exact_fraction() -> None:
    assert share_words(Share(90, 1260)) == "7.1\u202f%"
    assert share_words(Share(1, 2000)) == "0.1\u202f%"
    assert share_words(Share(49, 100_000)) == "0.0\u202f%"
    assert share_words(Share(5, 0)) == "away"


def test_each_subject_has_its_words() -> None:
    last = share(120)
    for subject in Subject:
        words = prompt_words(Prompt(subject, 3, last, lost=60, planned=120, reason="none"))
        assert "%" not in words.replace("\u202f%", "")
        assert words.endswith((".", "?"))
    reasons = {
        prompt_words(Prompt(Subject.LOST, 3, last, lost=60, planned=120, reason=reason))
        for reason in Block.Reason.values
    }
    assert len(reasons) == len(Block.Reason.values) - 1
    waiting = Prompt(Subject.QUIET, 2, last, to_confirm=35)
    assert prompt_words(waiting).endswith("35 minutes are still to confirm.")
