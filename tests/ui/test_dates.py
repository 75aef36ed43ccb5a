"""Dates as each language writes them."""

from datetime import date

import pytest
from django.utils.translation import override

from knowledge.ui.times import long_date, short_date


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("fr", date(2026, 12, 1), "1er décembre 2026"),
        ("fr", date(2026, 12, 11), "11 décembre 2026"),
        ("fr", date(2031, 1, 21), "21 janvier 2031"),
        ("en", date(2026, 12, 1), "1 December 2026"),
    ],
)
def test_only_the_first_of_a_month_is_an_ordinal_and_only_in_french(
    language: str, day: date, words: str
) -> None:
    with override(language):
        assert long_date(day) == words
        assert short_date(day, today=date(day.year, 6, 1)) == words.rpartition(" ")[0]
