"""Hours as people type them, in English and in French."""

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from accounts.hours import (
    DAY_MINUTES,
    USUAL_DAY,
    USUAL_WEEK,
    Day,
    Trouble,
    WrongHours,
    is_week,
    minutes_of_week,
    read_day,
    read_week,
    week_of,
    write_day,
)
from accounts.week_words import say_week


@pytest.mark.parametrize(
    "typed",
    [
        "9:00-12:30, 14:00-17:30",
        "9h-12h30 14h-17h30",
        "9 h – 12 h 30, 14 h – 17 h 30",
        "9\N{NO-BREAK SPACE}h à 12\N{NO-BREAK SPACE}h\N{NO-BREAK SPACE}30 et 14 h à 17 h 30",
        "09:00–12:30 / 14:00–17:30",
        "9.00-12.30; 14.00-17.30",
        "14:00-17:30, 9:00-12:30",
        "9am-12:30pm and 2pm-5:30pm",
        "9 to 12:30, 14 to 17:30",
        "9:00-10:00, 10:00-12:30, 14:00-17:30",
    ],
)
def test_the_same_day_is_understood_however_it_is_typed(typed: str) -> None:
    assert read_day(typed) == USUAL_DAY


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("", ()),
        (" - ", ()),
        ("repos", ()),
        ("9-12h 14-17h", ((540, 720), (840, 1020))),
        ("22:00-24:00", ((1320, 1440),)),
        ("22:00-0:00", ((1320, 1440),)),
        ("0-6", ((0, 360),)),
        ("12am-12pm", ((0, 720),)),
    ],
)
def test_a_day_may_be_free_or_end_at_midnight(typed: str, day: Day) -> None:
    assert read_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "trouble", "part"),
    [
        ("mornings", Trouble.UNREADABLE, "mornings"),
        ("9:00-12:30 then lunch", Trouble.UNREADABLE, "then lunch"),
        ("9:75-10:00", Trouble.UNREADABLE, "9:75-10:00"),
        ("9-25", Trouble.UNREADABLE, "9-25"),
        ("13pm-15pm", Trouble.UNREADABLE, "13pm-15pm"),
        ("9:00", Trouble.UNREADABLE, "9:00"),
        ("9-12, ", None, ""),
        ("22:00-6:00", Trouble.BACKWARDS, "22:00-6:00"),
        ("9-9", Trouble.BACKWARDS, "9-9"),
        ("9-13, 12-17", Trouble.OVERLAP, "9-13, 12-17"),
        ("1-2," * 60, Trouble.UNREADABLE, ("1-2," * 60)[:40]),
    ],
)
def test_what_cannot_be_understood_is_named(typed: str, trouble: Trouble | None, part: str) -> None:
    if trouble is None:
        assert read_day(typed) == ((540, 720),)
        return
    with pytest.raises(WrongHours) as caught:
        read_day(typed)
    assert (caught.value.trouble, caught.value.part) == (trouble, part)


@st.composite
def a_day(draw: st.DrawFn) -> Day:
    edges = sorted(draw(st.lists(st.integers(0, DAY_MINUTES), max_size=8, unique=True)))
    return tuple(zip(edges[::2], edges[1::2], strict=False))


@given(a_day(), st.sampled_from(["en", "fr"]))
def test_what_is_written_is_read_back(day: Day, language: str) -> None:
    assert read_day(write_day(day, language=language)) == day


@given(st.text(alphabet="0123456789:h-–, .amp;àet\n", max_size=60) | st.text(max_size=40))
def test_anything_typed_is_understood_or_refused_with_its_part(typed: str) -> None:
    try:
        day = read_day(typed)
    except WrongHours as error:
        assert error.part  # noqa: PT017 - what else is raised fails
    else:
        assert is_week([list(day)] * 7)


def test_a_week_is_read_from_one_line() -> None:
    assert read_week("Mon-Fri 9:00-12:30, 14:00-17:30") == USUAL_WEEK
    week = read_week("mon, wed-thu 8-12; SAT 9-12")
    assert [bool(day) for day in week] == [True, False, True, True, False, True, False]
    assert minutes_of_week(week) == 3 * 240 + 180


@pytest.mark.parametrize("typed", ["8-12", "Fri-Mon 8-12", "Mon 8-12; Mon 13-17", "Mon tomorrow"])
def test_a_week_that_cannot_be_read_is_refused(typed: str) -> None:
    with pytest.raises(WrongHours):
        read_week(typed)


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        [[]] * 6,
        [[]] * 6 + [[[600, 540]]],
        [[]] * 6 + [[[0, 1441]]],
        [[]] * 6 + [[[0, 60], [30, 90]]],
        [[]] * 6 + [[[0, True]]],
        [[]] * 6 + [[[0, 1, 2]]],
        [[]] * 6 + [["day"]],
        "week of 7",
    ],
)
def test_what_is_no_week_is_not_taken_for_one(value: object) -> None:
    assert not is_week(value)


def test_a_week_comes_back_from_json() -> None:
    lists = [[list(span) for span in day] for day in USUAL_WEEK]
    assert is_week(lists)
    assert week_of(lists) == USUAL_WEEK


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", [("Monday to Wednesday", "9:00–12:30"), ("Friday", "9:00–12:30")]),
        ("fr", [("Lundi", "9 h–12 h 30"), ("Vendredi", "9 h–12 h 30")]),
    ],
)
def test_days_with_the_same_hours_are_said_together(
    language: str, lines: list[tuple[str, str]]
) -> None:
    day = ((540, 750),)
    with override(language):
        said = say_week((day, day, day, (), day, (), ()))
    hours = [line.hours.replace("\N{WORD JOINER}", "") for line in said]
    assert [hour.replace("\N{NARROW NO-BREAK SPACE}", " ") for hour in hours] == [
        hour for _days, hour in lines
    ]
    for line, (days, _hours) in zip(said, lines, strict=True):
        assert line.days.startswith(days)
