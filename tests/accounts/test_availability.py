"""Minutes that somebody can work: by day, between days, whatever their contract, leave and place."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from accounts.availability import Terms, WorkTime, available_minutes
from accounts.calendars import Away
from accounts.holiday_calendars import DaysOff, days_off

PARIS = ZoneInfo("Europe/Paris")
OFFICE = (420, 420, 420, 420, 420, 0, 0)
FOUR_DAYS = (420, 420, 0, 420, 420, 0, 0)
FRANCE = days_off("FR", "")
MOSELLE = days_off("FR", "57")
MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)


def worktime(
    weekdays: tuple[int, ...] = OFFICE, *aways: Away, off: DaysOff = FRANCE, **terms: object
) -> WorkTime:
    return WorkTime((Terms(date.min, weekdays, PARIS, off),), aways)


def week(work_time: WorkTime, monday: date) -> int:
    return work_time.minutes_between(monday, monday + 6 * DAY)


def test_the_worked_example_35_hours_at_80_per_cent_less_a_day_of_leave_is_1260_minutes():
    hers = worktime(FOUR_DAYS, Away.of(MONDAY, MONDAY))
    assert sum(FOUR_DAYS) == 2_100 * 80 // 100 == 1_680
    assert week(hers, MONDAY) == 1_680 - 420 == 1_260
    assert hers.contracted_between(MONDAY, MONDAY + 6 * DAY) == 1_680


DAYS = st.dates(date(2019, 12, 1), date(2029, 2, 1))
MINUTES = st.tuples(*[st.integers(0, 1440)] * 7)
PLACES = st.sampled_from(
    [DaysOff(), FRANCE, MOSELLE, days_off("US", "CA"), days_off("JP", ""), days_off("GB", "SCT")]
)
ZONES = st.sampled_from(
    [PARIS, ZoneInfo("America/Toronto"), ZoneInfo("Asia/Kolkata"), ZoneInfo("Pacific/Apia")]
)
TERMS = st.builds(Terms, DAYS, MINUTES, ZONES, PLACES)


@st.composite
def aways_(draw: st.DrawFn) -> Away:
    first = draw(DAYS)
    last = first + timedelta(days=draw(st.integers(0, 120)))
    from_noon, to_noon = draw(st.booleans()), draw(st.booleans())
    if first == last and from_noon and to_noon:
        to_noon = False
    return Away.of(first, last, from_noon=from_noon, to_noon=to_noon)


@st.composite
def work_times(draw: st.DrawFn) -> WorkTime:
    terms = draw(st.lists(TERMS, min_size=1, max_size=4, unique_by=lambda each: each.since))
    aways = draw(st.lists(aways_(), max_size=4))
    return WorkTime(tuple(sorted(terms, key=lambda each: each.since)), tuple(aways))


@given(work_times(), DAYS, st.lists(st.integers(1, 200), min_size=1, max_size=4))
def test_the_sum_of_parts_is_the_whole_and_no_part_is_negative(
    hers: WorkTime, first: date, lengths: list[int]
):
    parts, start = [], first
    for length in lengths:
        parts.append(hers.minutes_between(start, start + (length - 1) * DAY))
        start += length * DAY
    assert all(part >= 0 for part in parts)
    assert sum(parts) == hers.minutes_between(first, start - DAY)


@given(work_times(), DAYS, st.integers(0, 60))
def test_a_period_is_worth_what_its_days_are_counted_one_by_one(
    hers: WorkTime, first: date, length: int
):
    days = [first + number * DAY for number in range(length)]
    assert hers.minutes_between(first, first + (length - 1) * DAY) == sum(
        by_hand(hers, day) for day in days
    )


def by_hand(hers: WorkTime, day: date) -> int:
    """One day, by its definition and without any of the short ways."""
    begun = [terms for terms in hers.terms if terms.since <= day] or [hers.terms[0]]
    minutes = begun[-1].weekdays[day.weekday()]
    assert hers.contracted_on(day) == minutes
    assert hers.zone_on(day) is begun[-1].zone
    if begun[-1].days_off.covers(day):
        return 0
    half = 2 * day.toordinal()
    if any(away.first <= half <= away.last for away in hers.aways):
        minutes -= begun[-1].weekdays[day.weekday()] // 2
    if any(away.first <= half + 1 <= away.last for away in hers.aways):
        whole = begun[-1].weekdays[day.weekday()]
        minutes -= whole - whole // 2
    return minutes


@given(st.lists(work_times(), max_size=6), DAYS)
def test_the_weeks_of_many_people_at_once_are_those_of_each(everybody: list[WorkTime], day: date):
    mondays = [day - day.weekday() * DAY + number * 7 * DAY for number in range(3)]
    found = available_minutes(dict(enumerate(everybody)), mondays)
    assert found == {
        number: tuple(week(hers, monday) for monday in mondays)
        for number, hers in enumerate(everybody)
    }
