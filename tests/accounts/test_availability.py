"""Minutes that somebody can work: by day, between days, whatever their contract, leave and place."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from accounts.availability import Terms, WorkTime, available_minutes
from accounts.calendars import Away
from accounts.holiday_calendars import (
    DaysOff,
    countries,
    days_off,
    holidays_in,
    place_name,
    regions,
)

PARIS = ZoneInfo("Europe/Paris")
OFFICE = (420, 420, 420, 420, 420, 0, 0)
FOUR_DAYS = (420, 420, 0, 420, 420, 0, 0)
FRANCE = days_off("FR", "")
MOSELLE = days_off("FR", "57")
MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)


def worktime(weekdays: tuple[int, ...] = OFFICE, *aways: Away, off: DaysOff = FRANCE) -> WorkTime:
    return WorkTime((Terms(date.min, weekdays, PARIS, off),), aways)


def week(work_time: WorkTime, monday: date) -> int:
    return work_time.minutes_between(monday, monday + 6 * DAY)


def test_the_worked_example_35_hours_at_80_per_cent_less_a_day_of_leave_is_1260_minutes():
    hers = worktime(FOUR_DAYS, Away.of(MONDAY, MONDAY))
    assert sum(FOUR_DAYS) == 2_100 * 80 // 100 == 1_680
    assert week(hers, MONDAY) == 1_680 - 420 == 1_260
    assert hers.contracted_between(MONDAY, MONDAY + 6 * DAY) == 1_680


def test_leave_on_a_public_holiday_counts_once_and_a_half_day_takes_half():
    monday = date(2026, 11, 9)  # Armistice Day is that Wednesday
    assert week(worktime(), monday) == 4 * 420
    whole = Away.of(monday, monday + 4 * DAY)
    assert week(worktime(OFFICE, whole), monday) == 0
    holiday = monday + 2 * DAY
    assert week(worktime(OFFICE, Away.of(holiday, holiday)), monday) == 4 * 420
    odd = (421, 420, 420, 420, 420, 0, 0)
    morning = worktime(odd, Away.of(monday, monday, to_noon=True))
    afternoon = worktime(odd, Away.of(monday, monday, from_noon=True))
    assert (morning.minutes_on(monday), afternoon.minutes_on(monday)) == (421 - 210, 421 - 211)
    both = worktime(odd, *morning.aways, *afternoon.aways, *morning.aways)
    assert both.minutes_on(monday) == 0


def test_leave_that_several_sources_tell_of_counts_once():
    overlapping = (
        Away.of(MONDAY, MONDAY + 2 * DAY, to_noon=True),
        Away.of(MONDAY + DAY, MONDAY + 3 * DAY),
        Away.of(MONDAY + DAY, MONDAY + DAY),
    )
    assert week(worktime(OFFICE, *overlapping), MONDAY) == 420


def test_thirteen_weeks_of_leave_leave_nothing_and_the_week_after_is_whole():
    first = date(2026, 1, 5)
    hers = worktime(OFFICE, Away.of(first, first + (13 * 7 - 1) * DAY))
    assert hers.minutes_between(first, first + (13 * 7 - 1) * DAY) == 0
    assert week(hers, first + 13 * 7 * DAY) == 2_100 - 420  # Easter Monday, 6 April


def test_a_contract_that_changes_in_mid_week_counts_from_its_day_on():
    wednesday = MONDAY + 2 * DAY
    hers = WorkTime(
        (
            Terms(date.min, OFFICE, PARIS, FRANCE),
            Terms(wednesday, (210,) * 5 + (0, 0), ZoneInfo("Asia/Tokyo"), FRANCE),
        )
    )
    assert week(hers, MONDAY) == 2 * 420 + 3 * 210
    assert hers.contracted_on(MONDAY + DAY) == 420
    assert hers.contracted_on(wednesday) == 210
    assert (hers.zone_on(MONDAY).key, hers.zone_on(wednesday).key) == ("Europe/Paris", "Asia/Tokyo")


def test_a_week_across_years_and_a_leap_day_are_worth_their_days():
    monday = date(2026, 12, 28)  # New Year's Day is that Friday
    assert monday.isocalendar()[:2] == (2026, 53)
    assert week(worktime(), monday) == 4 * 420
    leap = date(2028, 2, 29)
    assert worktime().minutes_on(leap) == 420
    february = worktime().minutes_between(date(2028, 2, 1), leap)
    assert february == 21 * 420


def test_a_night_on_which_clocks_change_is_worth_neither_more_nor_less():
    night = (480,) * 7
    for monday in (date(2026, 3, 23), date(2026, 10, 19)):  # clocks change on the Sunday
        for zone in ("Europe/Paris", "Asia/Tokyo"):
            hers = WorkTime((Terms(date.min, night, ZoneInfo(zone)),))
            assert week(hers, monday) == 7 * 480


FRENCH_2026 = {
    "2026-01-01": "Jour de l'an",
    "2026-04-06": "Lundi de Pâques",
    "2026-05-01": "Fête du Travail",
    "2026-05-08": "Fête de la Victoire",
    "2026-05-14": "Ascension",
    "2026-05-25": "Lundi de Pentecôte",
    "2026-07-14": "Fête nationale",
    "2026-08-15": "Assomption",
    "2026-11-01": "Toussaint",
    "2026-11-11": "Armistice",
    "2026-12-25": "Noël",
}
IN_MOSELLE = {"2026-04-03": "Vendredi saint", "2026-12-26": "Saint-Étienne"}


def test_french_holidays_of_2026_have_their_names_and_alsace_moselle_two_more():
    def told(region: str, language: str = "fr") -> dict[str, str]:
        found = holidays_in(2026, country="FR", subdivision=region, language=language)
        return {day.isoformat(): name for day, name in found.items()}

    assert told("") == FRENCH_2026
    assert told("57") == told("6AE") == dict(sorted((FRENCH_2026 | IN_MOSELLE).items()))
    assert told("57", "en-gb")["2026-04-03"] == "Good Friday"
    assert told("no such region") == FRENCH_2026
    assert holidays_in(2026, country="", language="fr") == {}
    assert holidays_in(2026, country="ZZ", language="fr") == {}


def test_a_language_that_the_calendar_lacks_leaves_the_names_of_the_country():
    assert "Karfreitag" in holidays_in(2026, country="DE", language="br").values()
    assert "Good Friday" in holidays_in(2026, country="DE", language="en").values()


def test_places_are_named_in_the_language_of_the_reader():
    assert place_name("DE", "BY", "fr") == "Allemagne, Bayern"
    assert place_name("FR", "57", "en") == "France, Moselle"
    assert place_name("", "", "en") == ""
    assert ("57", "Moselle") in regions("FR")
    assert dict(countries("fr"))["GB"] == "Royaume-Uni"


def test_working_days_of_a_full_time_person_in_2026_are_those_of_their_holidays():
    # 2026 has 261 days from Monday to Friday. Of the eleven French holidays, the fifteenth of
    # August and the first of November are at a weekend; in Moselle Good Friday comes to them,
    # while Saint Stephen's Day is a Saturday.
    assert worktime().full_time_days(2026) == 261 - 9 == 252
    assert worktime(off=MOSELLE).full_time_days(2026) == 251
    solidarity = days_off("FR", "", ((date(2026, 5, 25), False, ""),))
    assert worktime(off=solidarity).full_time_days(2026) == 253
    moved = WorkTime(
        (
            Terms(date.min, FOUR_DAYS, PARIS, FRANCE),
            Terms(date(2026, 4, 4), FOUR_DAYS, PARIS, MOSELLE),
        )
    )
    assert moved.full_time_days(2026) == 252


def test_the_company_adds_days_and_takes_some_for_everybody_or_one_country():
    bridge, whit_monday = date(2026, 5, 15), date(2026, 5, 25)
    company = (
        (bridge, True, ""),
        (whit_monday, False, ""),
        (whit_monday, True, "DE"),
        (bridge, False, "DE"),
    )
    france, germany = (worktime(off=days_off(country, "", company)) for country in ("FR", "DE"))
    assert (france.minutes_on(bridge), france.minutes_on(whit_monday)) == (0, 420)
    assert (germany.minutes_on(bridge), germany.minutes_on(whit_monday)) == (420, 0)


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
