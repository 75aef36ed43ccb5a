"""Contribution time, computed by hand: each case shows its arithmetic.

Full time is 35 hours, 2,100 minutes, 420 a day, unless a case says otherwise; W48 of 2026 (23 to 29
November) has no public holiday. Formulas: product.md, "Contribution time, exactly".
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest

from accounts.availability import Terms, WorkTime
from accounts.calendars import Away
from accounts.holiday_calendars import NEVER_OFF, DaysOff, days_off
from knowledge.contributions.bands import (
    DAYS,
    SHARE,
    Policies,
    Policy,
    Share,
    Standing,
    share_of,
    together,
)

PARIS = ZoneInfo("Europe/Paris")
FRANCE, MOSELLE = days_off("FR", ""), days_off("FR", "57")
FULL = (420, 420, 420, 420, 420, 0, 0)
FOUR = (420, 420, 420, 420, 0, 0, 0)
ODD = (420, 0, 210, 0, 420, 0, 0)
USUAL = Policies()
BELOW, IN, ABOVE, AWAY = Standing.BELOW, Standing.IN, Standing.ABOVE, Standing.AWAY
W48 = (date(2026, 11, 23), date(2026, 11, 29))


def day(text: str) -> date:
    """ "11-25" is in 2026."""
    return date.fromisoformat(text if len(text) > len("11-25") else f"2026-{text}")


def days(first: str, last: str) -> tuple[date, date]:
    return day(first), day(last)


def leave(first: str, last: str = "", *, noon_on: bool = False, to_noon: bool = False) -> Away:
    """Whole days, from noon of the first, or until noon of the last."""
    return Away.of(day(first), day(last or first), from_noon=noon_on, to_noon=to_noon)


def works(week: tuple[int, ...], *aways: Away, off: DaysOff = FRANCE) -> WorkTime:
    return WorkTime((Terms(date.min, week, PARIS, off),), aways)


def then(
    week: tuple[int, ...], since: str, later: tuple[int, ...], *aways: Away, zone: str = ""
) -> WorkTime:
    """Another contract from that day on."""
    second = Terms(day(since), later, ZoneInfo(zone) if zone else PARIS, FRANCE)
    return WorkTime((Terms(date.min, week, PARIS, FRANCE), second), aways)


def allowed(*steps: tuple[str, str, int, int]) -> Policies:
    """By date: since, unit, lowest and highest in hundredths."""
    return Policies(
        tuple((day(since) if since else date.min, Policy(*step)) for since, *step in steps)
    )


@dataclass(frozen=True)
class Case:
    """`shown` is the share as it is displayed, `left` what remains with `committed` minutes open."""

    name: str
    arithmetic: str
    work: WorkTime
    period: tuple[date, date]
    confirmed: int
    available: int
    band: tuple[str, str]
    standing: Standing
    shown: str
    left: int
    committed: int = 0
    policies: Policies = USUAL


TWELVE_DAYS = allowed(("", DAYS, 1200, 2400))
WEEKEND = (0, 0, 0, 0, 0, 480, 480)
CASES = [
    Case(
        "the worked example of the product",
        "2100 × 80 % = 1680 over 4 days; − 420 leave = 1260; × 5 % = 63, × 10 % = 126; "
        "90 / 1260 = 7.14 %; 126 − 90 − 20 = 16",
        works(FOUR, leave("11-23")), W48, 90, 1260, ("63", "126"), IN, "7.1", 16, committed=20,
    ),
    Case(
        "a full week",
        "5 × 420 = 2100; 105 to 210; 150 / 2100 = 7.14 %; 210 − 150 = 60",
        works(FULL), W48, 150, 2100, ("105", "210"), IN, "7.1", 60,
    ),
    Case(
        "the lower end belongs to the band",
        "2100 × 5 % = 105 = 105; 105 / 2100 = 5 %",
        works(FULL), W48, 105, 2100, ("105", "210"), IN, "5.0", 105,
    ),
    Case(
        "a minute below the lower end is below, though it is written 5.0",
        "104 < 105; 104 / 2100 = 4.952 %",
        works(FULL), W48, 104, 2100, ("105", "210"), BELOW, "5.0", 106,
    ),
    Case(
        "the upper end belongs to the band",
        "2100 × 10 % = 210 = 210; nothing left",
        works(FULL), W48, 210, 2100, ("105", "210"), IN, "10.0", 0,
    ),
    Case(
        "a minute above the upper end is above, though it is written 10.0",
        "211 > 210; 211 / 2100 = 10.048 %; 210 − 211 = −1, floor 0",
        works(FULL), W48, 211, 2100, ("105", "210"), ABOVE, "10.0", 0,
    ),
    Case(
        "half a minute of a band is not rounded: 52 is below",
        "420 + 210 + 420 = 1050; × 5 % = 52.5 > 52",
        works(ODD), W48, 52, 1050, ("52.5", "105"), BELOW, "5.0", 53,
    ),
    Case(
        "and 53 is in",
        "53 > 52.5; 53 / 1050 = 5.048 %; 105 − 53 = 52",
        works(ODD), W48, 53, 1050, ("52.5", "105"), IN, "5.0", 52,
    ),
    Case(
        "39 hours at 80 %: the band ends between two minutes",
        "2340 × 80 % = 1872 = 4 × 468; 93.6 to 187.2; 187 < 187.2; floor(187.2) − 187 = 0",
        works((468, 468, 468, 468, 0, 0, 0)), W48, 187, 1872, ("93.6", "187.2"), IN, "10.0", 0,
    ),
    Case(
        "and a minute later it is above",
        "188 > 187.2; 188 / 1872 = 10.043 %",
        works((468, 468, 468, 468, 0, 0, 0)), W48, 188, 1872, ("93.6", "187.2"), ABOVE, "10.0", 0,
    ),
    Case(
        "leave on a free day takes nothing",
        "Tuesday and Thursday: 840; Wednesday is free anyway; 42 to 84; 40 / 840 = 4.76 %",
        works((0, 420, 0, 420, 0, 0, 0), leave("11-25")), W48, 40, 840, ("42", "84"), BELOW,
        "4.8", 44,
    ),
    Case(
        "leave over free days takes the worked ones alone",
        "Monday, Wednesday, Friday: 1050; leave Tuesday to Thursday takes 210; 840; 42 to 84",
        works(ODD, leave("11-24", "11-26")), W48, 84, 840, ("42", "84"), IN, "10.0", 0,
    ),
    Case(
        "away all week is away, whatever was given",
        "1050 − 1050 = 0 available; 15 confirmed; no share",
        works(ODD, leave("11-23", "11-27")), W48, 15, 0, ("0", "0"), AWAY, "", 0,
    ),
    Case(
        "a morning away",
        "2100 − 420 / 2 = 1890; 94.5 to 189; 94 < 94.5",
        works(FULL, leave("11-24", to_noon=True)), W48, 94, 1890, ("94.5", "189"), BELOW,
        "5.0", 95,
    ),
    Case(
        "an afternoon away is worth the same on an even day",
        "2100 − 210 = 1890; 95 > 94.5; 189 − 95 − 30 = 64",
        works(FULL, leave("11-24", noon_on=True)), W48, 95, 1890, ("94.5", "189"), IN, "5.0",
        64, committed=30,
    ),
    Case(
        "a morning of an odd day is the smaller half",
        "5 × 421 = 2105; − 210 = 1895; 94.75 to 189.5",
        works((421,) * 5 + (0, 0), leave("11-24", to_noon=True)), W48, 189, 1895,
        ("94.75", "189.5"), IN, "10.0", 0,
    ),
    Case(
        "its afternoon has the odd minute",
        "2105 − 211 = 1894; 94.7 to 189.4; 190 is above",
        works((421,) * 5 + (0, 0), leave("11-24", noon_on=True)), W48, 190, 1894,
        ("94.7", "189.4"), ABOVE, "10.0", 0,
    ),
    Case(
        "from Tuesday noon to Thursday noon",
        "210 + 420 + 210 = 840 away; 1260; 63 to 126",
        works(FULL, leave("11-24", "11-26", noon_on=True, to_noon=True)), W48, 63, 1260,
        ("63", "126"), IN, "5.0", 63,
    ),
    Case(
        "both halves of a day, from two sources, are a day",
        "210 + 210 = 420; 1680; 84 to 168; 100 / 1680 = 5.95 %",
        works(FULL, leave("11-24", to_noon=True), leave("11-24", noon_on=True)), W48, 100, 1680,
        ("84", "168"), IN, "6.0", 68,
    ),
    Case(
        "leave that comes from two sources counts once",
        "Monday to Wednesday and Wednesday to Thursday are 4 days; 420 left; 21 to 42",
        works(FULL, leave("11-23", "11-25"), leave("11-25", "11-26")), W48, 42, 420,
        ("21", "42"), IN, "10.0", 0,
    ),
    Case(
        "leave on a public holiday counts once",
        "11 November is a Wednesday; leave Wednesday and Thursday: 2100 − 420 − 420 = 1260; 63",
        works(FULL, leave("11-11", "11-12")), days("11-09", "11-15"), 62, 1260, ("63", "126"),
        BELOW, "4.9", 64,
    ),
    Case(
        "half a day on a public holiday takes nothing more",
        "2100 − 420 = 1680; 84 to 168",
        works(FULL, leave("11-11", noon_on=True)), days("11-09", "11-15"), 84, 1680,
        ("84", "168"), IN, "5.0", 84,
    ),
    Case(
        "Easter Monday 2026 is 6 April",
        "4 × 420 = 1680; 168 is the upper end",
        works(FULL), days("04-06", "04-12"), 168, 1680, ("84", "168"), IN, "10.0", 0,
    ),
    Case(
        "Good Friday is worked in most of France",
        "30 March to 5 April: 2100; 100 < 105",
        works(FULL), days("03-30", "04-05"), 100, 2100, ("105", "210"), BELOW, "4.8", 110,
    ),
    Case(
        "and not in Moselle",
        "3 April is off: 1680; 100 ≥ 84; 100 / 1680 = 5.95 %",
        works(FULL, off=MOSELLE), days("03-30", "04-05"), 100, 1680, ("84", "168"), IN, "6.0", 68,
    ),
    Case(
        "26 December is off in Moselle, for who works on Saturdays",
        "Tuesday to Saturday, 2100; Friday 25 and Saturday 26 off: 1260; 63 to 126",
        works((0, 420, 420, 420, 420, 420, 0), off=MOSELLE), days("12-21", "12-27"), 63, 1260,
        ("63", "126"), IN, "5.0", 63,
    ),
    Case(
        "elsewhere in France they work on 26 December",
        "only Friday 25 is off: 1680; 63 < 84",
        works((0, 420, 420, 420, 420, 420, 0)), days("12-21", "12-27"), 63, 1680, ("84", "168"),
        BELOW, "3.8", 105,
    ),
    Case(
        "May 2026 has four public holidays on weekdays",
        "21 weekdays − 1, 8, 14, 25 May = 17; × 420 = 7140; 357 to 714; 500 / 7140 = 7.003 %",
        works(FULL), days("05-01", "05-31"), 500, 7140, ("357", "714"), IN, "7.0", 214,
    ),
    Case(
        "a holiday on somebody's free day takes nothing",
        "14 July is a Tuesday, they work the other four: 1680; 80 < 84",
        works((420, 0, 420, 420, 420, 0, 0)), days("07-13", "07-19"), 80, 1680, ("84", "168"),
        BELOW, "4.8", 88,
    ),
    Case(
        "a holiday on a Saturday is not made up for",
        "15 August 2026 is a Saturday: 2100; 105",
        works(FULL), days("08-10", "08-16"), 105, 2100, ("105", "210"), IN, "5.0", 105,
    ),
    Case(
        "the day of solidarity is worked",
        "Whit Monday, 25 May, is opened: 5 × 420 = 2100",
        works(FULL, off=days_off("FR", "", ((day("05-25"), False, ""),))), days("05-25", "05-31"),
        104, 2100, ("105", "210"), BELOW, "5.0", 106,
    ),
    Case(
        "a day of solidarity of another country changes nothing",
        "Whit Monday is opened in Germany: 4 × 420 = 1680; 104 ≥ 84",
        works(FULL, off=days_off("FR", "", ((day("05-25"), False, "DE"),))),
        days("05-25", "05-31"), 104, 1680, ("84", "168"), IN, "6.2", 64,
    ),
    Case(
        "a day off of the company",
        "Friday 27 November is closed: 1680; 84 to 168",
        works(FULL, off=days_off("FR", "", ((day("11-27"), True, ""),))), W48, 170, 1680,
        ("84", "168"), ABOVE, "10.1", 0,
    ),
    Case(
        "a day off of the company on a public holiday counts once",
        "11 November twice: 2100 − 420 = 1680",
        works(FULL, off=days_off("FR", "", ((day("11-11"), True, ""),))), days("11-09", "11-15"),
        120, 1680, ("84", "168"), IN, "7.1", 48,
    ),
    Case(
        "thirteen weeks of leave in a half year",
        "1 June to 29 November: 130 weekdays − 65 of leave, 14 July among them, − 11 November = "
        "64; × 420 = 26880; 1344 to 2688; 2000 / 26880 = 7.44 %",
        works(FULL, leave("06-29", "09-27")), days("06-01", "11-29"), 2000, 26880,
        ("1344", "2688"), IN, "7.4", 688,
    ),
    Case(
        "the thirteen weeks themselves",
        "65 days − 65 = 0: away, not 0 %",
        works(FULL, leave("06-29", "09-27")), days("06-29", "09-27"), 0, 0, ("0", "0"), AWAY,
        "", 0,
    ),
    Case(
        "the first week after them",
        "28 September to 4 October: 2100; 0 is below",
        works(FULL, leave("06-29", "09-27")), days("09-28", "10-04"), 0, 2100, ("105", "210"),
        BELOW, "0.0", 210,
    ),
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


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_by_hand(case: Case) -> None:
    share = share_of(case.work, case.policies, *case.period, confirmed=case.confirmed)
    lowest, highest = map(Fraction, case.band)
    assert share.available == case.available, case.arithmetic
    assert (share.band.lowest, share.band.highest) == (lowest, highest), case.arithmetic
    assert share.standing is case.standing, case.arithmetic
    shown = "" if share.per_cent is None else f"{share.per_cent:.1f}"
    assert shown == case.shown, case.arithmetic
    assert share.left(case.committed) == case.left, case.arithmetic


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_its_days_one_by_one_add_up_to_the_same(case: Case) -> None:
    first, last = (each.toordinal() for each in case.period)
    each_day = [
        share_of(case.work, case.policies, on, on, confirmed=0)
        for on in map(date.fromordinal, range(first, last + 1))
    ]
    total = Share(case.confirmed) + together(each_day)
    assert total == share_of(case.work, case.policies, *case.period, confirmed=case.confirmed)


def test_there_are_at_least_sixty_of_them() -> None:
    assert len({case.name for case in CASES}) == len(CASES) >= 60
