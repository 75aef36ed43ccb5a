"""From which day on somebody was an expert: kept when the role changes, read by date."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from accounts.actions import (
    change_person,
    confirm_expertise,
    deactivate_person,
    declare_expertise,
    reactivate_person,
)
from accounts.expert_days import expert_days, in_both
from accounts.models import ExpertChange, User
from tests.factories import make_area, make_person

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 10, 5), date(2026, 11, 29)


@pytest.fixture
def clock() -> Iterator[Any]:
    with time_machine.travel(datetime(2026, 10, 21, 9, 0, tzinfo=UTC), tick=False) as moment:
        yield moment


def _long_here(person: User) -> User:
    person.created_at = datetime(2025, 1, 6, 9, 0, tzinfo=UTC)
    person.save(update_fields=["created_at"])
    return person


def _roles(person: User, by: User, *roles: str) -> None:
    change_person(
        person,
        by=by,
        email=person.email,
        display_name=person.display_name,
        job_title="",
        team=person.team,
        roles=roles,
    )


def _days(person: User) -> Any:
    return expert_days(FIRST, LAST).get(person.pk)


def test_who_never_changed_has_no_row(expert: User, administrator: User, clock: Any) -> None:
    _roles(expert, administrator, "expert", "contact")
    assert _days(expert) is None
    assert not ExpertChange.objects.exists()


def test_a_role_that_is_given_and_taken_holds_between_these_days(
    administrator: User, clock: Any
) -> None:
    person = _long_here(make_person(roles=["contact"]))
    _roles(person, administrator, "contact", "expert")
    assert _days(person) == ((date(2026, 10, 21), LAST),)
    clock.move_to(datetime(2026, 11, 4, 9, 0, tzinfo=UTC))
    _roles(person, administrator, "contact")
    assert _days(person) == ((date(2026, 10, 21), date(2026, 11, 3)),)
    assert expert_days(date(2026, 11, 4), LAST) == {}
    assert expert_days(date(2026, 11, 3), LAST) == {person.pk: ((date(2026, 11, 3),) * 2,)}


def test_what_changes_twice_on_a_day_never_changed(expert: User, administrator: User) -> None:
    _roles(_long_here(expert), administrator, "contact")
    _roles(expert, administrator, "expert")
    assert not ExpertChange.objects.exists()


def test_who_is_confirmed_for_an_area_is_an_expert_from_that_day_on(lead: User, clock: Any) -> None:
    person = _long_here(make_person(roles=["contact"]))
    for area in (make_area(), make_area()):
        confirm_expertise(declare_expertise(person=person, area=area, level=2), by=lead)
    assert _days(person) == ((date(2026, 10, 21), LAST),)


def test_who_becomes_one_on_the_day_of_their_account_was_one_from_the_first_day_on(
    lead: User, clock: Any
) -> None:
    person = make_person(roles=["contact"])
    confirm_expertise(declare_expertise(person=person, area=make_area(), level=2), by=lead)
    person.refresh_from_db()
    assert person.is_expert
    assert not ExpertChange.objects.exists()


def test_who_comes_back_was_no_expert_while_they_were_gone(
    expert: User, administrator: User, clock: Any
) -> None:
    deactivate_person(_long_here(expert), by=administrator)
    clock.move_to(datetime(2026, 11, 9, 9, 0, tzinfo=UTC))
    reactivate_person(expert, by=administrator)
    assert _days(expert) == ((FIRST, date(2026, 10, 20)), (date(2026, 11, 9), LAST))
    assert expert_days(FIRST, LAST, only=administrator.pk) == {}


def test_days_that_lie_in_both() -> None:
    some = ((date(2026, 1, 1), date(2026, 1, 10)), (date(2026, 2, 1), date(2026, 2, 3)))
    others = ((date(2026, 1, 5), date(2026, 2, 1)),)
    both = ((date(2026, 1, 5), date(2026, 1, 10)), (date(2026, 2, 1), date(2026, 2, 1)))
    assert in_both(some, others) == both == in_both(others, some)
    assert in_both(some, ()) == ()
