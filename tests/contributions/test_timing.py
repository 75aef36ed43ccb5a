"""The arithmetic of a timer: real seconds, the person's days, when it asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.contributions.timing import (
    Doubt,
    Run,
    minutes_by_day,
    seconds_between,
    whole_minutes,
)

PARIS = ZoneInfo("Europe/Paris")
ZONES = ["Europe/Paris", "America/New_York", "Africa/Cairo", "Asia/Kathmandu", "Pacific/Apia"]


def paris(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS).astimezone(UTC)


def run(since: datetime, banked: int = 0, seen: datetime | None = None) -> Run:
    return Run(since, banked, seen or since)


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [(0, 0), (29, 0), (30, 1), (60, 1), (89, 1), (90, 2), (3_600, 60), (3_629, 60), (3_630, 61)],
)
def test_minutes_are_the_nearest(seconds: int, minutes: int) -> None:
    assert whole_minutes(seconds) == minutes


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        # One afternoon: 14:00 to 14:34.
        ("2026-11-17T14:00", "2026-11-17T14:34", {17: 34}),
        # Across midnight: 40 minutes before it, 25 after it.
        ("2026-11-17T23:20", "2026-11-18T00:25", {17: 40, 18: 25}),
        # Until midnight itself: nothing of the next day.
        ("2026-11-17T23:20", "2026-11-18T00:00", {17: 40}),
        # 29 min 40 s and 29 min 50 s are 59 min 30 s, 60 minutes: not 30 + 30 by luck but by carrying.
        ("2026-11-17T23:30:20", "2026-11-18T00:29:50", {17: 30, 18: 30}),
        # 20 s and 20 s are 40 s: one minute, of the day on which the sum passes half of one.
        ("2026-11-17T23:59:40", "2026-11-18T00:00:20", {18: 1}),
        # The clocks go back at 3:00: from 1:30 to 3:30 three hours pass.
        ("2026-10-25T01:30", "2026-10-25T03:30", {25: 180}),
        # They go forward at 2:00: from 1:30 to 3:30 one hour passes.
        ("2026-03-29T01:30", "2026-03-29T03:30", {29: 60}),
    ],
)
def test_a_run_is_split_by_the_days_where_the_person_is(
    start: str, end: str, days: dict[int, int]
) -> None:
    seconds = run(paris(start)).seconds_by_day(paris(end), PARIS)
    assert {day.day: part for day, part in minutes_by_day(seconds).items()} == days


def test_what_was_banked_is_of_the_day_of_the_run_or_of_the_pause() -> None:
    at = paris("2026-11-17T15:00")
    resumed = run(paris("2026-11-17T14:50"), banked=600)
    assert resumed.seconds_by_day(at, PARIS) == {date(2026, 11, 17): 1_200}
    paused = Run(None, 600, paris("2026-11-16T18:00"))
    assert paused.seconds_by_day(at, PARIS) == {date(2026, 11, 16): 600}
    assert paused.seconds_at(at) == 600


@given(
    start=st.integers(1_704_000_000, 1_800_000_000),
    seconds=st.integers(0, 5 * 86_400),
    banked=st.integers(0, 40_000),
    zone=st.sampled_from(ZONES),
)
def test_the_days_of_a_run_sum_up_to_its_seconds_and_minutes(
    start: int, seconds: int, banked: int, zone: str
) -> None:
    since = datetime.fromtimestamp(start, UTC)
    until = since + timedelta(seconds=seconds)
    days = run(since, banked).seconds_by_day(until, ZoneInfo(zone))
    assert sum(days.values()) == seconds + banked == run(since, banked).seconds_at(until)
    assert all(part > 0 for part in days.values())
    minutes = minutes_by_day(days)
    assert sum(minutes.values()) == whole_minutes(seconds + banked)
    assert all(part > 0 for part in minutes.values())


def test_seconds_between_ignore_what_the_clock_on_the_wall_shows() -> None:
    before = datetime(2026, 10, 25, 1, 30, tzinfo=PARIS)
    after = datetime(2026, 10, 25, 3, 30, tzinfo=PARIS)
    assert seconds_between(before, after) == 3 * 3_600


SIX = paris("2026-11-17T18:00")


@pytest.mark.parametrize(
    ("since", "seen", "at", "doubt"),
    [
        ("14:00", "15:50", "16:00", None),
        # Four hours are counted, more are asked about, seen or not.
        ("09:00", "13:00", "13:00", None),
        ("09:00", "13:01", "13:01", Doubt.LONG),
        # Two hours without a sign.
        ("10:00", "10:00", "12:00", None),
        ("10:00", "10:00", "12:01", Doubt.UNSEEN),
        # Half an hour beyond the end of their hours, at 18:00, and no sign since.
        ("17:00", "17:50", "18:30", None),
        ("17:00", "17:50", "18:31", Doubt.AFTER_HOURS),
        # They are still here, or began after their hours.
        ("17:00", "18:20", "18:40", None),
        ("18:30", "18:30", "20:00", None),
    ],
)
def test_a_timer_that_seems_forgotten_asks(
    since: str, seen: str, at: str, doubt: Doubt | None
) -> None:
    day = "2026-11-17T"
    found = Run(paris(day + since), 0, paris(day + seen)).doubt_at(paris(day + at), SIX)
    assert found == doubt


def test_a_paused_timer_never_asks_and_without_hours_no_evening_comes() -> None:
    weeks = paris("2026-12-17T10:00")
    assert Run(None, 600, paris("2026-11-17T10:00")).doubt_at(weeks, SIX) is None
    late = Run(paris("2026-11-17T17:00"), 0, paris("2026-11-17T17:50"))
    assert late.doubt_at(paris("2026-11-17T18:40"), None) is None
