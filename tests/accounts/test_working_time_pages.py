"""My working time: hours, days away; and what others see of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import actions
from accounts.hours import USUAL_WEEK, Week
from accounts.models import AwayPeriod, User, WorkingPattern
from accounts.own_time import own_time
from accounts.working_time import calendars_of

pytestmark = pytest.mark.django_db

Who = Callable[[str], Client]
PAGE = "/settings/working-time/"
HOURS = "/settings/working-time/hours/"
MONDAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
MORNINGS: Week = (*([((540, 720),)] * 5), (), ())
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@pytest.fixture(autouse=True)
def _monday() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def week(since: str = "2026-11-23", **days: str) -> dict[str, str]:
    usual = dict.fromkeys(DAYS[:5], "9:00-12:30, 14:00-17:30") | dict.fromkeys(DAYS[5:], "")
    return usual | {"since": since} | days


def test_hours_are_saved_as_they_are_written(who: Who, expert: User) -> None:
    answer = who("expert").post(HOURS, week(friday="9h-12h", saturday="9 h - 12 h 30"))
    assert answer.status_code == 303
    row = WorkingPattern.objects.get()
    assert row.spans[4] == [[540, 720]]
    assert row.spans[5] == [[540, 750]]
    assert row.since == MONDAY


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"monday": "mornings"}, "“mornings” is not understood"),
        ({"tuesday": "22:00-6:00"}, "ends before it begins"),
        ({"wednesday": "9-13, 12-17"}, "overlap"),
        ({"since": "2036-01-01"}, "at most two years"),
        ({"since": "soon"}, "valid date"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    who: Who, facts: dict[str, str], said: str
) -> None:
    answer = who("expert").post(HOURS, week(sunday="8:00-9:00") | week(**facts))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert said in page
    for value in facts.values():
        assert f'value="{value}"' in page
    assert not WorkingPattern.objects.exists()


def test_a_french_reader_finds_their_hours_as_they_write_them(who: Who, expert: User) -> None:
    actions.change_preferences(expert, interface_language="fr")
    assert "9h-12h30, 14h-17h30" in who("expert").get(HOURS).content.decode()


def test_a_second_declaration_from_the_same_day_replaces_the_first_and_keeps_it(
    expert: User,
) -> None:
    first = actions.declare_working_time(person=expert, since=MONDAY, week=USUAL_WEEK)
    actions.declare_working_time(person=expert, since=MONDAY, week=MORNINGS)
    first.refresh_from_db()
    assert first.replaced_at == NOON
    assert WorkingPattern.objects.count() == 2
    assert calendars_of([expert.pk])[expert.pk].minutes_on(MONDAY) == 180


def test_planned_hours_are_listed_and_taken_back(who: Who, expert: User) -> None:
    later = actions.declare_working_time(person=expert, since=date(2027, 3, 1), week=MORNINGS)
    actions.declare_working_time(person=expert, since=date(2026, 1, 5), week=MORNINGS)
    actions.declare_working_time(person=expert, since=MONDAY, week=USUAL_WEEK)
    time = own_time(expert)
    assert [one.pattern for one in time.later] == [later]
    assert time.now is not None
    assert time.now.pattern.since == MONDAY
    assert [one.pattern.since for one in time.earlier] == [date(2026, 1, 5)]
    address = f"{HOURS}{later.pk}/take-back/"
    assert who("colleague").post(address).status_code == 404
    assert who("expert").post(address).status_code == 303
    assert own_time(expert).later == []
    assert who("expert").post(address).status_code == 404


def test_days_away_are_added_listed_and_removed(who: Who, expert: User) -> None:
    client = who("expert")
    facts = {"first_day": "2026-11-27", "from_noon": "on", "last_day": "", "note": "Dentist"}
    assert client.post(PAGE, facts).status_code == 303
    row = AwayPeriod.objects.get()
    assert (row.first_day, row.last_day, row.from_noon) == (
        date(2026, 11, 27),
        date(2026, 11, 27),
        True,
    )
    page = client.get(PAGE).content.decode()
    assert "27 November" in page
    assert "Dentist" in page
    address = f"{PAGE}away/{row.pk}/remove/"
    assert who("manager").post(address).status_code == 404
    assert client.post(address).status_code == 303
    assert not AwayPeriod.objects.exists()


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"last_day": "2026-11-30"}, "last day is before the first"),
        ({"last_day": "2031-12-01"}, "more than three years"),
        ({"from_noon": "on", "to_noon": "on"}, "Choose the morning or the afternoon"),
        ({"first_day": "2026-12-24"}, "You are already away from 21 December 2026"),
        ({"first_day": ""}, "This field is required"),
        ({"first_day": "32/12/2026"}, "valid date"),
        ({"note": "x" * 201}, "at most 200 characters"),
    ],
)
def test_days_away_that_cannot_be_are_refused_with_what_was_typed(
    who: Who, expert: User, facts: dict[str, str], said: str
) -> None:
    actions.add_away(person=expert, first_day=date(2026, 12, 21), last_day=date(2026, 12, 31))
    typed = {"first_day": "2026-12-01", "last_day": "", "note": "Sea"} | facts
    answer = who("expert").post(PAGE, typed)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert said in page
    assert f'value="{typed["note"]}"' in page
    assert AwayPeriod.objects.count() == 1


def test_two_halves_of_a_day_may_be_said_one_after_the_other(expert: User) -> None:
    actions.add_away(person=expert, first_day=MONDAY, last_day=MONDAY, to_noon=True)
    actions.add_away(person=expert, first_day=MONDAY, last_day=MONDAY, from_noon=True)
    assert calendars_of([expert.pk])[expert.pk].is_away_on(MONDAY)
    with pytest.raises(ValidationError, match="already away"):
        actions.add_away(person=expert, first_day=MONDAY, last_day=MONDAY, to_noon=True)


def test_past_days_away_are_kept_apart(expert: User) -> None:
    past = actions.add_away(
        person=expert, first_day=MONDAY - timedelta(days=9), last_day=MONDAY - timedelta(days=3)
    )
    today = actions.add_away(person=expert, first_day=MONDAY, last_day=MONDAY)
    time = own_time(expert)
    assert (time.past, time.aways) == ([past], [today])


def test_the_list_costs_the_same_queries_for_3_rows_and_for_12(
    who: Who,
    expert: User,
    assert_same_queries: Callable[[Callable[[], Any], Callable[[int], Any]], None],
) -> None:
    client = who("expert")
    first = iter(range(1, 100))

    def grow(number: int) -> None:
        for _each in range(number):
            day = MONDAY + timedelta(days=2 * next(first))
            actions.add_away(person=expert, first_day=day, last_day=day)
            actions.declare_working_time(person=expert, since=day, week=MORNINGS)

    assert_same_queries(lambda: client.get(PAGE), grow)


def test_colleagues_see_who_is_away_and_until_when_but_not_why(who: Who, expert: User) -> None:
    actions.add_away(
        person=expert, first_day=MONDAY, last_day=MONDAY + timedelta(days=4), note="Knee surgery"
    )
    actions.add_away(
        person=expert, first_day=date(2027, 2, 1), last_day=date(2027, 2, 5), note="Snow"
    )
    page = who("contact").get(expert.get_absolute_url()).content.decode()
    assert "Away." in page
    assert "30 November" in page
    assert "Knee surgery" not in page
    assert "1 February 2027" not in page
    for name in ("manager", "expert"):
        seen = who(name).get(expert.get_absolute_url()).content.decode()
        assert "Knee surgery" in seen
        assert "1 February 2027" in seen
    assert (
        "Knee surgery" not in who("administrator").get(expert.get_absolute_url()).content.decode()
    )


def test_colleagues_see_when_somebody_works(who: Who, expert: User) -> None:
    page = who("contact").get(expert.get_absolute_url()).content.decode()
    assert "Monday to Friday" in page
    assert "14:00" in page
    actions.declare_working_time(person=expert, since=MONDAY, week=((),) * 7)
    assert "No hours in the week" in who("contact").get(expert.get_absolute_url()).content.decode()


def test_whoever_left_is_neither_away_nor_at_work(
    who: Who, expert: User, administrator: User
) -> None:
    actions.add_away(person=expert, first_day=MONDAY, last_day=MONDAY)
    actions.deactivate_person(expert, by=administrator)
    page = who("contact").get(expert.get_absolute_url()).content.decode()
    assert "Away." not in page
    assert "Monday to Friday" not in page
