"""Calendars as they are read from what people declared and from the settings."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.actions import add_company_day
from accounts.hours import USUAL_WEEK, read_week
from accounts.models import AwayPeriod, User, WorkingPattern
from accounts.working_time import calendars_of, company_calendar
from tests.factories import make_person

MORNINGS = [*([[[540, 720]]] * 5), [], []]


def declare(person: User, since: date, spans: Any = MORNINGS) -> WorkingPattern:
    return WorkingPattern.objects.create(person=person, since=since, spans=spans)


@pytest.mark.django_db
def test_who_has_declared_nothing_works_the_usual_week_in_their_zone(
    expert: User, colleague: User
) -> None:
    expert.time_zone = "Indian/Reunion"
    expert.save()
    found = calendars_of([expert.pk, colleague.pk])
    assert found[expert.pk].zone == ZoneInfo("Indian/Reunion")
    assert found[colleague.pk].zone == ZoneInfo("Europe/Paris")
    assert found[expert.pk].pattern_on(date(2026, 11, 23)).week == USUAL_WEEK


@pytest.mark.django_db
def test_a_declared_week_holds_from_its_day_on_and_the_usual_one_before(expert: User) -> None:
    declare(expert, date(2026, 11, 25))
    hers = calendars_of([expert.pk])[expert.pk]
    assert hers.minutes_on(date(2026, 11, 24)) == 420
    assert hers.minutes_on(date(2026, 11, 25)) == 180


@pytest.mark.django_db
def test_what_was_replaced_no_longer_holds(expert: User) -> None:
    row = declare(expert, date(2026, 11, 25))
    WorkingPattern.objects.filter(pk=row.pk).update(replaced_at=timezone.now())
    assert calendars_of([expert.pk])[expert.pk].minutes_on(date(2026, 11, 25)) == 420


@pytest.mark.django_db
def test_days_away_are_read_with_their_halves(expert: User, colleague: User) -> None:
    today = timezone.localdate()
    monday = today + timedelta(days=7 - today.weekday())
    AwayPeriod.objects.create(
        person=expert, first_day=monday, last_day=monday + timedelta(days=1), to_noon=True
    )
    found = calendars_of([expert.pk, colleague.pk])
    assert found[expert.pk].is_away_on(monday)
    assert not found[expert.pk].is_away_on(monday + timedelta(days=1))
    assert found[expert.pk].minutes_on(monday + timedelta(days=1)) == 210
    assert not found[colleague.pk].is_away_on(monday)


@pytest.mark.django_db
def test_days_away_outside_the_days_asked_for_are_left_out(expert: User) -> None:
    long_ago, next_year = date(2025, 3, 3), timezone.localdate() + timedelta(days=400)
    for day in (long_ago, next_year):
        AwayPeriod.objects.create(person=expert, first_day=day, last_day=day)
    ids = [expert.pk]
    assert not calendars_of(ids)[expert.pk].is_away_on(long_ago)
    assert calendars_of(ids)[expert.pk].is_away_on(next_year)
    assert calendars_of(ids, since=long_ago)[expert.pk].is_away_on(long_ago)
    assert not calendars_of(ids, until=timezone.localdate())[expert.pk].is_away_on(next_year)


@pytest.mark.django_db
def test_a_zone_that_this_machine_does_not_know_is_read_as_the_companys(expert: User) -> None:
    User.objects.filter(pk=expert.pk).update(time_zone="Atlantis/Old_Town")
    assert calendars_of([expert.pk])[expert.pk].zone == ZoneInfo("Europe/Paris")


@pytest.mark.django_db
def test_calendars_cost_the_same_number_of_queries_for_any_number_of_people(
    assert_same_queries: Callable[[Callable[[], Any], Callable[[int], Any]], None],
) -> None:
    def grow(number: int) -> None:
        for _each in range(number):
            person = make_person(time_zone="Asia/Tokyo")
            declare(person, date(2026, 11, 2))
            AwayPeriod.objects.create(
                person=person, first_day=timezone.localdate(), last_day=timezone.localdate()
            )

    assert_same_queries(lambda: calendars_of(User.objects.values_list("pk", flat=True)), grow)


@pytest.mark.django_db
def test_of_many_people_each_gets_their_own_calendar(
    expert: User, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    declare(expert, date(2026, 11, 2))
    declare(lead, date(2026, 11, 2), spans=[[]] * 7)
    monkeypatch.setattr("accounts.working_time.MOST_NAMED", 0)
    found = calendars_of([expert.pk])
    assert found.keys() == {expert.pk}
    assert found[expert.pk].minutes_on(date(2026, 11, 23)) == 180


@pytest.mark.django_db
def test_the_company_works_on_no_holiday_and_no_day_off_of_its_own(
    administrator: User, settings: Any
) -> None:
    armistice = datetime(2026, 11, 11, 9, 0, tzinfo=UTC)
    bridge = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)
    assert not company_calendar().is_open(armistice)
    assert company_calendar().is_open(bridge)
    assert company_calendar().minutes_between(armistice, bridge) == 60
    add_company_day(day=bridge.date(), name="Bridge", by=administrator)
    assert not company_calendar().is_open(bridge)
    settings.PUBLIC_HOLIDAYS = ("", "")
    assert company_calendar().is_open(armistice)


@pytest.mark.django_db
def test_the_company_works_by_its_setting(settings: Any) -> None:
    monday = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
    assert not company_calendar().is_open(monday)
    settings.WORKING_HOURS = read_week("Mon-Sat 8:00-20:00")
    assert company_calendar().is_open(monday)
