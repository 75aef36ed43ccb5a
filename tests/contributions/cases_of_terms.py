"""Allowances and contracts that change, periods and budgets; each case shows its arithmetic."""

from fractions import Fraction

from accounts.holiday_calendars import NEVER_OFF
from knowledge.contributions.bands import DAYS, SHARE
from tests.contributions.by_hand import (
    ABOVE,
    BELOW,
    FOUR,
    FULL,
    IN,
    MOSELLE,
    ODD,
    TWELVE_DAYS,
    W48,
    WEEKEND,
    Case,
    allowed,
    days,
    leave,
    then,
    works,
)

CASES = [
    Case(
        "another allowance from Wednesday on",
        "840 × 5 % + 1260 × 10 % = 42 + 126 = 168; 84 + 252 = 336; 167 < 168",
        works(FULL), W48, 167, 2100, ("168", "336"), BELOW, "8.0", 169,
        policies=allowed(("", SHARE, 500, 1000), ("11-25", SHARE, 1000, 2000)),
    ),
    Case(
        "at its lower end",
        "168 = 42 + 126; 168 / 2100 = 8 %",
        works(FULL), W48, 168, 2100, ("168", "336"), IN, "8.0", 168,
        policies=allowed(("", SHARE, 500, 1000), ("11-25", SHARE, 1000, 2000)),
    ),
    Case(
        "leave on the days of the old allowance",
        "Monday and Tuesday away: 1260 × 10 % = 126, × 20 % = 252",
        works(FULL, leave("11-23", "11-24")), W48, 126, 1260, ("126", "252"), IN, "10.0", 126,
        policies=allowed(("", SHARE, 500, 1000), ("11-25", SHARE, 1000, 2000)),
    ),
    Case(
        "an allowance from Monday on is of the whole week",
        "2100 × 10 % = 210, × 20 % = 420; 209 < 210",
        works(FULL), W48, 209, 2100, ("210", "420"), BELOW, "10.0", 211,
        policies=allowed(("", SHARE, 500, 1000), ("11-23", SHARE, 1000, 2000)),
    ),
    Case(
        "an allowance that ends on Tuesday",
        "840 × 10 % = 84, then nothing; 85 > 84; 85 / 2100 = 4.05 %",
        works(FULL), W48, 85, 2100, ("42", "84"), ABOVE, "4.0", 0,
        policies=allowed(("", SHARE, 500, 1000), ("11-25", SHARE, 0, 0)),
    ),
    Case(
        "no allowance at all: nothing given is in, nothing more is",
        "2100 × 0 = 0; 0 ≤ 0 ≤ 0",
        works(FULL), W48, 0, 2100, ("0", "0"), IN, "0.0", 0,
        policies=allowed(("", SHARE, 0, 0)),
    ),
    Case(
        "hundredths of a per cent",
        "2100 × 3.33 % = 69.93; × 6.66 % = 139.86; 139 − 70 = 69",
        works(FULL), W48, 70, 2100, ("69.93", "139.86"), IN, "3.3", 69,
        policies=allowed(("", SHARE, 333, 666)),
    ),
    Case(
        "half time from Thursday on",
        "3 × 420 + 2 × 210 = 1680; 84 to 168; 84",
        then(FULL, "11-26", (210,) * 5 + (0, 0)), W48, 84, 1680, ("84", "168"), IN, "5.0", 84,
    ),
    Case(
        "half time from Thursday on, and Friday away",
        "1260 + 210 = 1470; 73.5 to 147; 73 < 73.5",
        then(FULL, "11-26", (210,) * 5 + (0, 0), leave("11-27")), W48, 73, 1470, ("73.5", "147"),
        BELOW, "5.0", 74,
    ),
    Case(
        "contract and allowance change in one week",
        "Monday, Tuesday 840: 42 to 84; Wednesday 420 and 2 × 210: 840 × 10 to 20 % = 84 to 168; "
        "126 to 252",
        then(FULL, "11-26", (210,) * 5 + (0, 0)), W48, 126, 1680, ("126", "252"), IN, "7.5", 126,
        policies=allowed(("", SHARE, 500, 1000), ("11-25", SHARE, 1000, 2000)),
    ),
    Case(
        "moving to Réunion on Wednesday keeps the minutes of each day",
        "2 × 420 in Paris + 3 × 420 there = 2100",
        then(FULL, "11-25", FULL, zone="Indian/Reunion"), W48, 105, 2100, ("105", "210"), IN,
        "5.0", 105,
    ),
    Case(
        "the week across New Year, W53 of 2026",
        "28 December to 3 January: 1 January is a Friday: 1680; 84 to 168",
        works(FULL), days("12-28", "2027-01-03"), 84, 1680, ("84", "168"), IN, "5.0", 84,
    ),
    Case(
        "the night on which clocks go forward is not an hour shorter",
        "29 March: Saturday and Sunday 480 each: 960, not 900; 48 to 96",
        works(WEEKEND), days("03-23", "03-29"), 48, 960, ("48", "96"), IN, "5.0", 48,
    ),
    Case(
        "the night on which they go back is not an hour longer",
        "25 October: 960, not 1020; 48 to 96; 97 is above",
        works(WEEKEND), days("10-19", "10-25"), 97, 960, ("48", "96"), ABOVE, "10.1", 0,
    ),
    Case(
        "leave from Monday to Friday of who works at weekends",
        "960 − 0 = 960",
        works(WEEKEND, leave("11-23", "11-27")), W48, 50, 960, ("48", "96"), IN, "5.2", 46,
    ),
    Case(
        "February of a leap year",
        "1 to 29 February 2028: 4 + 15 + 2 = 21 weekdays × 420 = 8820; 441 to 882",
        works(FULL), days("2028-02-01", "2028-02-29"), 441, 8820, ("441", "882"), IN, "5.0", 441,
    ),
    Case(
        "February of another",
        "20 weekdays × 420 = 8400; 420 to 840; 441 / 8400 = 5.25 %",
        works(FULL), days("02-01", "02-28"), 441, 8400, ("420", "840"), IN, "5.2", 399,
    ),
    Case(
        "a day",
        "Thursday, 420: 21 to 42; 20 is below",
        works(FULL), days("11-26", "11-26"), 20, 420, ("21", "42"), BELOW, "4.8", 22,
    ),
    Case(
        "a year",
        "261 weekdays of 2026 − 9 holidays on weekdays = 252 × 420 = 105840; 5292 to 10584; "
        "7500 / 105840 = 7.086 %",
        works(FULL), days("01-01", "12-31"), 7500, 105_840, ("5292", "10584"), IN, "7.1", 3084,
    ),
    Case(
        "twelve to twenty-four days a year",
        "12 / 252 of 2100 = 100, 24 / 252 = 200; 99 < 100",
        works(FULL), W48, 99, 2100, ("100", "200"), BELOW, "4.7", 101, policies=TWELVE_DAYS,
    ),
    Case(
        "of a year, they are twelve to twenty-four days",
        "105840 × 12 / 252 = 5040 = 12 × 420; 10080 = 24 × 420",
        works(FULL), days("01-01", "12-31"), 5040, 105_840, ("5040", "10080"), IN, "4.8", 5040,
        policies=TWELVE_DAYS,
    ),
    Case(
        "in Moselle the year has a working day less",
        "2100 × 12 / 251 = 100.398; 100 < 100.398; 2100 × 24 / 251 = 200.797",
        works(FULL, off=MOSELLE), W48, 100, 2100, ("25200/251", "50400/251"), BELOW, "4.8", 100,
        policies=TWELVE_DAYS,
    ),
    Case(
        "days a year for half time are half days",
        "1050 × 12 / 252 = 50; 100",
        works(ODD), W48, 50, 1050, ("50", "100"), IN, "4.8", 50, policies=TWELVE_DAYS,
    ),
    Case(
        "days a year in a week of two years",
        "840 of 2024 × 12 / 262 + 1260 of 2025 × 12 / 261 = 96.4, no public holidays; twice that is "
        "192.8; 192 − 97 = 95",
        works(FULL, off=NEVER_OFF), days("2024-12-30", "2025-01-05"), 97, 2100,
        (str(Fraction(10080, 262) + Fraction(15120, 261)),
         str(Fraction(20160, 262) + Fraction(30240, 261))),
        IN, "4.6", 95, policies=TWELVE_DAYS,
    ),
    Case(
        "from per cent to days a year on Wednesday",
        "840 × 5 % = 42, + 1260 × 12 / 252 = 60: 102; 84 + 120 = 204",
        works(FULL), W48, 102, 2100, ("102", "204"), IN, "4.9", 102,
        policies=allowed(("", SHARE, 500, 1000), ("11-25", DAYS, 1200, 2400)),
    ),
    Case(
        "four weeks: sum of minutes over sum of minutes",
        "4 × 1680 − 420 leave = 6300; 315 to 630; 40 + 100 + 160 + 147 = 447; 447 / 6300 = 7.1 %",
        works(FOUR, leave("11-02"), off=NEVER_OFF), days("10-26", "11-22"), 447, 6300,
        ("315", "630"), IN, "7.1", 183,
    ),
    Case(
        "not the mean of shares",
        "2100 + (2100 − 1680 leave) = 2520; 0 + 42 = 42; 42 / 2520 = 1.67 %, where the mean of "
        "0 % and 10 % would be 5 %",
        works(FULL, leave("11-23", "11-26")), days("11-16", "11-29"), 42, 2520, ("126", "252"),
        BELOW, "1.7", 210,
    ),
    Case(
        "two of four weeks away",
        "26 October to 22 November: 2 × 2100 − 11 November = 3780; 189 to 378",
        works(FULL, leave("10-26", "11-08")), days("10-26", "11-22"), 189, 3780, ("189", "378"),
        IN, "5.0", 189,
    ),
    Case(
        "a negative adjustment counts with its sign",
        "150 − 60 = 90 < 105; 90 / 2100 = 4.29 %; 210 − 90 = 120",
        works(FULL), W48, 150 - 60, 2100, ("105", "210"), BELOW, "4.3", 120,
    ),
    Case(
        "open claims take what is left",
        "210 − 150 − 59 = 1",
        works(FULL), W48, 150, 2100, ("105", "210"), IN, "7.1", 1, committed=59,
    ),
    Case(
        "and never more than there is",
        "210 − 150 − 100 = −40, floor 0",
        works(FULL), W48, 150, 2100, ("105", "210"), IN, "7.1", 0, committed=100,
    ),
    Case(
        "the budget of a band that ends between two minutes is rounded down",
        "floor(187.2) − 100 − 50 = 37",
        works((468, 468, 468, 468, 0, 0, 0)), W48, 100, 1872, ("93.6", "187.2"), IN, "5.3", 37,
        committed=50,
    ),
]  # fmt: skip
