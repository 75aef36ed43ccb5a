"""Calendars: hours on the wall, lengths in minutes that really pass, days away left out."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.calendars import Away, Calendar, NoWorkingTime, Pattern
from accounts.holiday_calendars import days_off
from accounts.hours import DAY_MINUTES, USUAL_WEEK, Day, Week

PARIS = ZoneInfo("Europe/Paris")
ZONES = ("Europe/Paris", "America/Montreal", "Indian/Reunion", "Asia/Kolkata", "UTC")
JUMPY = (*ZONES, "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Beirut", "Pacific/Apia")
ALL_DAY: Week = (((0, DAY_MINUTES),),) * 7
NEVER: Week = ((),) * 7


def calendar(week: Week = USUAL_WEEK, *aways: Away, zone: ZoneInfo = PARIS) -> Calendar:
    return Calendar(zone, (Pattern(date.min, week),), aways)


def paris(text: str, *, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PARIS, fold=fold)


OFF = ((), ((date.min, days_off("FR", "57")),))
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))


@st.composite
def spans(draw: st.DrawFn) -> Day:
    edges = draw(st.lists(st.integers(0, DAY_MINUTES), max_size=6, unique=True))
    edges = sorted(edges)[: len(edges) // 2 * 2]
    return tuple(zip(edges[::2], edges[1::2], strict=True))


weeks = st.tuples(*[spans()] * 7)


@st.composite
def calendars(draw: st.DrawFn, zones: tuple[str, ...] = JUMPY) -> Calendar:
    later = draw(st.lists(st.tuples(days, weeks), max_size=2, unique_by=lambda row: row[0]))
    patterns = [Pattern(since, week) for since, week in sorted(later)]
    aways = [
        Away.of(first, first + timedelta(days=length), from_noon=length > 0 and noon, to_noon=half)
        for first, length, noon, half in draw(
            st.lists(st.tuples(days, st.integers(0, 40), st.booleans(), st.booleans()), max_size=3)
        )
    ]
    zone = ZoneInfo(draw(st.sampled_from(zones)))
    first = Pattern(date.min, draw(weeks))
    return Calendar(zone, (first, *patterns), tuple(aways), draw(st.sampled_from(OFF)))


instants = st.datetimes(
    datetime.fromisoformat("2026-01-01"),
    datetime.fromisoformat("2027-12-31"),
    timezones=st.just(UTC),
) | st.sampled_from(
    [  # clocks change in Europe, Canada, Lord Howe, and (2018, 2011) where midnight is skipped
        datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
        datetime(2026, 4, 4, 14, 45, tzinfo=UTC),
        datetime(2026, 10, 3, 15, 15, tzinfo=UTC),
        datetime(2018, 11, 4, 2, 30, tzinfo=UTC),
        datetime(2026, 3, 28, 21, 30, tzinfo=UTC),
        datetime(2011, 12, 30, 9, 30, tzinfo=UTC),
    ]
)


@given(calendars(), instants, st.integers(0, 3000))
def test_minutes_between_counts_the_minutes_that_are_open(
    hers: Calendar, start: datetime, length: int
) -> None:
    start = start.replace(second=0, microsecond=0)
    opened = sum(hers.is_open(start + timedelta(minutes=number)) for number in range(length))
    assert hers.minutes_between(start, start + timedelta(minutes=length)) == opened


@given(calendars(), instants, instants, instants)
def test_minutes_between_is_additive_and_never_negative(
    hers: Calendar, one: datetime, other: datetime, third: datetime
) -> None:
    start, middle, end = sorted([one, other, third])
    first, second = hers.minutes_between(start, middle), hers.minutes_between(middle, end)
    assert first >= 0
    assert second >= 0
    assert first + second == hers.minutes_between(start, end)
    assert hers.minutes_between(end, start) == 0


@given(calendars(), instants, st.integers(0, 6000))
def test_adding_minutes_is_the_inverse_of_counting_them(
    hers: Calendar, start: datetime, minutes: int
) -> None:
    try:
        end = hers.add_minutes(start, minutes)
    except NoWorkingTime:
        assert hers.minutes_between(start, start + timedelta(days=500)) < minutes
        return
    assert end >= start
    assert hers.minutes_between(start, end) == minutes
    if minutes:
        assert hers.minutes_between(start, end - timedelta(minutes=1)) == minutes - 1


@given(calendars(), instants)
def test_the_next_opening_is_open_and_nothing_before_it_is(hers: Calendar, at: datetime) -> None:
    opens = hers.next_opening(at)
    if opens is None:
        assert hers.minutes_between(at, at + timedelta(days=800)) == 0
        return
    assert hers.is_open(opens)
    assert opens >= at
    assert hers.minutes_between(at, opens) == 0


@given(calendars(), days)
def test_a_day_away_has_no_hours_and_halves_make_the_whole(hers: Calendar, day: date) -> None:
    bare = Calendar(hers.zone, hers.patterns)
    whole = Calendar(hers.zone, hers.patterns, (Away.of(day, day),))
    morning = Calendar(hers.zone, hers.patterns, (Away.of(day, day, to_noon=True),))
    afternoon = Calendar(hers.zone, hers.patterns, (Away.of(day, day, from_noon=True),))
    both = Calendar(hers.zone, hers.patterns, (*morning.aways, *afternoon.aways, *hers.aways))
    assert whole.is_away_on(day)
    assert both.is_away_on(day)
    assert not morning.is_away_on(day)
    assert whole.minutes_on(day) == both.minutes_on(day) == 0
    assert morning.minutes_on(day) + afternoon.minutes_on(day) == bare.minutes_on(day)
    assert morning.minutes_on(day) - afternoon.minutes_on(day) in {0, 1}
    assert hers.minutes_on(day) <= bare.minutes_on(day)


@given(calendars(), instants)
def test_nobody_who_is_away_is_open(hers: Calendar, at: datetime) -> None:
    assert not (hers.is_away_at(at) and hers.is_open(at))
    if hers.is_away_on(hers.local_day(at)):
        assert hers.is_away_at(at)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-23 09:00", "2026-11-23 17:30", 420),
        ("2026-11-23 12:00", "2026-11-23 14:30", 60),
        ("2026-11-23 12:45", "2026-11-23 13:45", 0),
        ("2026-11-20 17:00", "2026-11-23 09:30", 60),
        ("2026-12-28 00:00", "2027-01-04 00:00", 2100),
        ("2026-11-23 09:00:59", "2026-11-23 09:01:00", 1),
        ("2026-11-23 09:00:10", "2026-11-23 09:00:50", 0),
    ],
)
def test_the_usual_week_has_thirty_five_hours(start: str, end: str, minutes: int) -> None:
    assert calendar().minutes_between(paris(start), paris(end)) == minutes


def test_four_working_hours_from_friday_afternoon_end_on_monday() -> None:
    end = calendar().add_minutes(paris("2026-11-20 16:30"), 240)
    assert end == paris("2026-11-23 12:00")
    assert end.tzinfo is PARIS


def test_minutes_are_worked_by_closing_time_and_not_at_the_next_opening() -> None:
    assert calendar().add_minutes(paris("2026-11-23 12:00"), 30) == paris("2026-11-23 12:30")


@pytest.mark.parametrize(
    ("night", "minutes"), [("2026-03-29", 300), ("2026-10-25", 420), ("2026-06-14", 360)]
)
def test_a_night_shift_is_as_long_as_the_night_really_is(night: str, minutes: int) -> None:
    nightly = calendar((((0, 360),),) * 7)
    day = date.fromisoformat(night)
    assert nightly.minutes_on(day) == 360
    start = datetime(day.year, day.month, day.day, tzinfo=PARIS)
    assert nightly.minutes_between(start, start + timedelta(days=1)) == minutes
    assert nightly.add_minutes(start, minutes) == start.replace(hour=6)


def test_both_passes_of_the_hour_that_comes_twice_are_told_apart() -> None:
    until_half_past_two = calendar((((60, 150),),) * 7)
    assert until_half_past_two.is_open(paris("2026-10-25 02:15"))
    assert not until_half_past_two.is_open(paris("2026-10-25 02:15", fold=1))
    from_half_past_two = calendar((((150, 240),),) * 7)
    assert not from_half_past_two.is_open(paris("2026-10-25 02:15"))
    assert from_half_past_two.is_open(paris("2026-10-25 02:15", fold=1))


def test_a_span_inside_the_hour_that_is_skipped_does_not_happen() -> None:
    early = calendar((((130, 170),),) * 7)
    assert early.minutes_between(paris("2026-03-29 00:00"), paris("2026-03-30 00:00")) == 0


def test_a_pattern_that_changes_in_mid_week_holds_from_its_day_on() -> None:
    mornings: Week = (*([((540, 720),)] * 5), (), ())
    hers = Calendar(
        PARIS,
        (Pattern(date.min, USUAL_WEEK), Pattern(date(2026, 11, 25), mornings)),
    )
    week = paris("2026-11-23 00:00"), paris("2026-11-30 00:00")
    assert hers.minutes_between(*week) == 2 * 420 + 3 * 180
    assert hers.pattern_on(date(2026, 11, 24)).week == USUAL_WEEK
    assert hers.pattern_on(date(2026, 11, 25)).week == mornings


def test_days_away_are_skipped_and_who_is_away_is_told_until_when() -> None:
    hers = calendar(USUAL_WEEK, Away.of(date(2026, 11, 23), date(2026, 11, 27)))
    assert hers.add_minutes(paris("2026-11-20 17:00"), 60) == paris("2026-11-30 09:30")
    assert hers.back_on(date(2026, 11, 24)) == date(2026, 11, 30)
    assert hers.next_opening(paris("2026-11-24 10:00")) == paris("2026-11-30 09:00")


def test_half_a_day_away_ends_when_half_of_the_days_minutes_have_passed() -> None:
    hers = calendar(USUAL_WEEK, Away.of(date(2026, 11, 23), date(2026, 11, 23), to_noon=True))
    assert not hers.is_away_on(date(2026, 11, 23))
    assert hers.is_away_at(paris("2026-11-23 10:00"))
    assert not hers.is_open(paris("2026-11-23 10:00"))
    assert hers.is_open(paris("2026-11-23 14:30"))
    assert hers.hours_on(date(2026, 11, 23)) == ((840, 1050),)


def test_a_week_without_hours_gives_a_clear_answer_at_once() -> None:
    idle = calendar(NEVER)
    start = paris("2026-11-23 09:00")
    assert not idle.is_open(start)
    assert idle.next_opening(start) is None
    assert idle.back_on(date(2026, 11, 23)) is None
    assert idle.minutes_between(start, start + timedelta(days=365)) == 0
    assert idle.add_minutes(start, 0) == start
    with pytest.raises(NoWorkingTime):
        idle.add_minutes(start, 1)


def test_whoever_is_away_for_good_is_never_back() -> None:
    gone = calendar(ALL_DAY, Away.of(date(2026, 1, 1), date(9999, 12, 30)))
    with pytest.raises(NoWorkingTime):
        gone.add_minutes(paris("2026-11-23 09:00"), 1)
    assert gone.next_opening(paris("2026-11-23 09:00")) is None


def test_a_negative_number_of_minutes_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        calendar().add_minutes(paris("2026-11-23 09:00"), -1)


def test_people_in_other_zones_work_by_their_own_clock() -> None:
    at = datetime(2026, 11, 23, 5, 30, tzinfo=UTC)
    assert calendar(zone=ZoneInfo("Indian/Reunion")).is_open(at)
    assert not calendar().is_open(at)


def test_on_a_public_holiday_nobody_works_and_nobody_is_away():
    armistice = date(2026, 11, 11)  # a Wednesday
    bridge = date(2026, 11, 12)
    off = days_off("FR", "", ((bridge, True, ""),))
    hers = Calendar(PARIS, (Pattern(date.min, USUAL_WEEK),), (), ((date.min, off),))
    assert hers.hours_on(armistice) == hers.hours_on(bridge) == ()
    assert not hers.is_open(paris("2026-11-11T10:00"))
    assert not hers.is_away_on(armistice)
    assert not hers.is_away_at(paris("2026-11-11T10:00"))
    assert hers.is_off_on(armistice)
    assert not hers.is_regular(date(2026, 11, 9), date(2026, 11, 15))
    assert hers.is_regular(date(2026, 11, 16), date(2026, 11, 22))
    assert hers.back_on(date(2026, 11, 10)) == date(2026, 11, 13)
    tuesday = paris("2026-11-10T17:00")
    assert hers.add_minutes(tuesday, 60) == paris("2026-11-13T09:30")
    assert hers.minutes_between(tuesday, paris("2026-11-13T09:30")) == 60


def test_the_holidays_are_those_of_the_place_on_the_day():
    friday = date(2026, 4, 3)  # Good Friday: a holiday in Moselle
    places = ((date.min, days_off("FR", "57")), (date(2026, 4, 1), days_off("FR", "")))
    moved = Calendar(PARIS, (Pattern(date.min, USUAL_WEEK),), (), places)
    stayed = Calendar(PARIS, moved.patterns, (), places[:1])
    assert moved.hours_on(friday) == USUAL_WEEK[4]
    assert stayed.hours_on(friday) == ()
    assert moved.is_off_on(date(2025, 4, 18))
