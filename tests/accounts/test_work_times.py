"""Work times of many people as the rows have them: contracts, hours, holidays, leave."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from accounts.actions import add_away
from accounts.models import CompanyDay, Contract, User
from accounts.working_time import calendars_of, work_times_of
from tests.factories import make_person

pytestmark = pytest.mark.django_db
MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)
CHRISTMAS = date(2026, 12, 25)
FOUR_DAYS = [420, 420, 0, 420, 420, 0, 0]


def contract(person: User, since: date, minutes: list[int], **facts: Any) -> Contract:
    return Contract.objects.create(
        person=person,
        since=since,
        full_time_minutes=2_100,
        share=sum(minutes) * 10_000 // 2_100,
        weekday_minutes=minutes,
        **facts,
    )


def available(person: User, first: date, last: date) -> int:
    return work_times_of([person.pk], first, last)[person.pk].minutes_between(first, last)


def test_without_a_contract_the_usual_hours_count_and_the_holidays_of_the_settings(expert: User):
    assert available(expert, MONDAY, SUNDAY) == 2_100
    assert available(expert, CHRISTMAS, CHRISTMAS) == 0


def test_a_contract_counts_from_its_day_on_in_the_middle_of_a_week_too(expert: User):
    contract(expert, date(2026, 11, 18), FOUR_DAYS, country="FR")
    assert available(expert, MONDAY, SUNDAY) == 420 + 420 + 0 + 420 + 420
    add_away(person=expert, first_day=MONDAY, last_day=MONDAY, to_noon=True)
    assert available(expert, MONDAY, SUNDAY) == 1_680 - 210


def test_a_day_of_the_country_wins_over_the_same_day_of_everybody(expert: User, colleague: User):
    contract(colleague, MONDAY, FOUR_DAYS, country="BE")
    CompanyDay.objects.create(day=MONDAY, name="Moving day")
    CompanyDay.objects.create(day=MONDAY, name="Brussels stays open", country="BE", is_off=False)
    assert available(expert, MONDAY, MONDAY) == 0
    assert available(colleague, MONDAY, MONDAY) == 420
    assert calendars_of([expert.pk])[expert.pk].hours_on(MONDAY) == ()
    assert calendars_of([colleague.pk])[colleague.pk].hours_on(MONDAY) != ()


def test_whoever_has_the_same_contract_shares_the_same_terms(expert: User, colleague: User):
    for person in (expert, colleague):
        contract(person, MONDAY, FOUR_DAYS, country="FR")
    found = work_times_of([expert.pk, colleague.pk], MONDAY, SUNDAY)
    assert found[expert.pk].terms is found[colleague.pk].terms


def test_the_clock_is_that_of_the_contract_else_of_the_profile(expert: User, colleague: User):
    User.objects.filter(pk__in=[expert.pk, colleague.pk]).update(time_zone="Asia/Tokyo")
    contract(expert, date(2026, 11, 1), FOUR_DAYS, time_zone="Indian/Reunion")
    with time_machine.travel("2026-11-16 09:00+00:00", tick=False):
        times = work_times_of([expert.pk, colleague.pk], date(2026, 10, 26), SUNDAY)
        zones = {pk: calendar.zone.key for pk, calendar in calendars_of(list(times)).items()}
    assert times[expert.pk].zone_on(date(2026, 10, 31)).key == "Asia/Tokyo"
    assert times[expert.pk].zone_on(MONDAY).key == "Indian/Reunion"
    assert times[colleague.pk].zone_on(MONDAY).key == "Asia/Tokyo"
    assert zones == {expert.pk: "Indian/Reunion", colleague.pk: "Asia/Tokyo"}


def test_a_contract_replaced_or_taken_back_no_longer_counts(expert: User):
    contract(expert, MONDAY, [0] * 7, replaced_at=timezone.now())
    assert available(expert, MONDAY, MONDAY) == 420


def test_work_times_of_many_people_cost_as_many_queries_as_of_few(
    assert_same_queries: Callable[..., None],
):
    def grow(number: int) -> None:
        for _each in range(number):
            contract(make_person(), MONDAY, FOUR_DAYS, time_zone="Asia/Tokyo")

    ids = User.objects.values_list("pk", flat=True)
    assert_same_queries(lambda: work_times_of(list(ids.all()), MONDAY, SUNDAY), grow)
