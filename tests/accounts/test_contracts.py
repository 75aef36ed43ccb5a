"""Contracts and company days: declared, replaced, taken back; the record of it."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import (
    Employment,
    add_company_day,
    declare_contract,
    declare_contracts,
    remove_company_day,
    take_back_contract,
)
from accounts.hours import WrongHours, read_length, write_length
from accounts.models import AccountEvent, CompanyDay, Contract, User
from accounts.models.contracts import part_of_week, write_share
from accounts.working_time import work_times_of
from tests.factories import make_person

MONDAY = date(2026, 11, 16)
DAY = timedelta(days=1)
FULL = Employment(full_time_minutes=2_100, share=10_000, weekday_minutes=(420,) * 5 + (0, 0))
FOUR_DAYS = replace(FULL, share=8_000, weekday_minutes=(420, 420, 0, 420, 420, 0, 0))


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("7", 420),
        ("7:30", 450),
        ("7h30", 450),
        ("7 h 30", 450),
        ("7 h", 420),
        ("7,5", 450),
        ("7.75 h", 465),
        ("7,33", 440),
        ("0:05", 5),
        ("450 min", 450),
        ("", 0),
        ("–", 0),
        ("35 hours", 2_100),
        ("38h30min", 2_310),
    ],
)
def test_lengths_are_read_as_people_write_them(typed: str, minutes: int) -> None:
    assert read_length(typed) == minutes


@pytest.mark.parametrize("typed", ["seven", "7:60", "-3", "7:5", "1e3", "7h30h"])
def test_what_is_no_length_is_refused(typed: str) -> None:
    with pytest.raises(WrongHours):
        read_length(typed)


@given(st.integers(0, 7 * 1440))
def test_a_length_is_read_as_it_was_written(minutes: int) -> None:
    assert read_length(write_length(minutes)) == minutes


def test_the_part_of_a_week_is_rounded_half_up() -> None:
    assert part_of_week(2_100, 8_000) == 1_680
    assert part_of_week(2_100, 6_667) == 1_400  # 1400.07
    assert part_of_week(2_101, 5_000) == 1_051  # 1050.5
    assert [write_share(share) for share in (10_000, 8_050, 6_667)] == ["100", "80.5", "66.67"]


@pytest.mark.django_db
def test_a_contract_of_the_same_day_replaces_the_one_before(
    expert: User, administrator: User
) -> None:
    first = declare_contract(person=expert, since=MONDAY, employment=FULL, by=administrator)
    assert first.declared_by == administrator
    second = declare_contract(person=expert, since=MONDAY, employment=FOUR_DAYS, by=administrator)
    first.refresh_from_db()
    assert first.replaced_at is not None
    assert list(Contract.objects.in_force()) == [second]
    assert second.week_minutes == 1_680
    again = declare_contract(person=expert, since=MONDAY, employment=FOUR_DAYS, by=administrator)
    assert again == second
    events = AccountEvent.objects.filter(kind="contract_declared", person=expert)
    assert events.count() == 2
    facts = dict(events.latest("pk").facts)
    assert facts["contract share"] == "80 %"
    assert facts["a week"] == "28:00"


@pytest.mark.django_db
def test_a_contract_taken_back_leaves_what_held_before(expert: User, administrator: User) -> None:
    declare_contract(person=expert, since=MONDAY, employment=FULL, by=administrator)
    later = declare_contract(
        person=expert, since=MONDAY + 2 * DAY, employment=FOUR_DAYS, by=administrator
    )

    def wednesday() -> int:
        day = MONDAY + 2 * DAY
        return work_times_of([expert.pk], day, day)[expert.pk].minutes_on(day)

    assert wednesday() == 0
    for _twice in range(2):
        take_back_contract(later, by=administrator)
    assert wednesday() == 420
    assert AccountEvent.objects.filter(kind="contract_taken_back").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"weekday_minutes": (420,) * 5 + (0, 0)}, "80 % of 35:00 is 28:00"),
        ({"weekday_minutes": (420,) * 5}, "minutes of seven days"),
        ({"weekday_minutes": (-1, 420, 420, 420, 421, 0, 0)}, "minutes of seven days"),
        ({"share": 0}, "greater than or equal to 1"),
        ({"share": 10_001}, "less than or equal to 10000"),
        ({"full_time_minutes": 10_081}, "less than or equal to 10080"),
        ({"country": "ZZ"}, "no public holidays of this country"),
        ({"country": "FR", "subdivision": "ZZ"}, "no region of the country"),
        ({"country": "", "subdivision": "57"}, "no region of the country"),
        ({"time_zone": "Mars/Base"}, "is not a time zone"),
    ],
)
def test_what_does_not_hold_is_refused_and_said(
    expert: User, wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        declare_contract(
            person=expert, since=MONDAY, employment=replace(FOUR_DAYS, **wrong), by=None
        )
    assert not Contract.objects.exists()


@pytest.mark.django_db
def test_contracts_of_many_people_cost_the_same_queries(
    administrator: User, assert_same_queries: Callable[..., None]
) -> None:
    days = iter(range(1_000))

    def declare() -> None:
        since = MONDAY + next(days) * DAY
        people = User.objects.all()
        rows = [FULL.contract_of(person, since, by=administrator) for person in people]
        assert declare_contracts(contracts=rows, by=administrator) == len(rows)

    assert_same_queries(declare, lambda number: [make_person() for _each in range(number)])


@pytest.mark.django_db
def test_a_day_of_the_company_is_there_once_a_country(administrator: User, expert: User) -> None:
    whit_monday = date(2026, 5, 25)
    day = add_company_day(
        day=whit_monday, name=" Day of  solidarity ", is_off=False, by=administrator
    )
    assert day.name == "Day of solidarity"

    def minutes() -> int:
        hers = work_times_of([expert.pk], whit_monday, whit_monday)[expert.pk]
        return hers.minutes_on(whit_monday)

    assert minutes() == 420
    with pytest.raises(ValidationError, match="there already"):
        add_company_day(day=whit_monday, name="Again", by=administrator)
    add_company_day(day=whit_monday, name="Belgium", country="BE", by=administrator)
    remove_company_day(day, by=administrator)
    assert minutes() == 0
    assert CompanyDay.objects.get().country == "BE"
    kinds = AccountEvent.objects.filter(kind__startswith="company_day").values_list("kind")
    assert sorted(kind for (kind,) in kinds) == [
        "company_day_added",
        "company_day_removed",
        "company_day_worked",
    ]


ALONE = """
import sys
from datetime import date
from accounts.holiday_calendars import countries, holidays_in, regions
assert date(2026, 7, 14) in holidays_in(2026, country="FR", subdivision="57")
assert sum(name.startswith("holidays.countries.") for name in sys.modules) < 5
assert sum(bool(regions(code)) for code, _name in countries("en")) > 20
"""


def test_only_the_countries_asked_for_are_loaded_and_every_one_can_be() -> None:
    subprocess.run([sys.executable, "-c", ALONE], cwd=settings.ROOT, check=True)
