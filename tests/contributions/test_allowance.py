"""Who is given how much time, from which day on; set by whom, and never behind a closed month."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import AccountEvent, Team, User
from knowledge.contributions.actions.allowance import set_allowance, take_back_allowance
from knowledge.contributions.allowance import policies_of
from knowledge.contributions.bands import SHARE, USUAL, Policies, Policy
from knowledge.contributions.models import AllowancePolicy, ClosedMonth
from knowledge.contributions.permissions import can_set_allowance
from tests.contributions.moments import MONDAY, NOW, TODAY
from tests.factories import make_person, make_team

SUNDAY = MONDAY + timedelta(days=6)


@pytest.mark.django_db
def test_an_administrator_sets_the_companys_allowance(administrator: User, expert: User) -> None:
    set_allowance(by=administrator, since=TODAY, lowest=800, highest=1200)
    found = policies_of([expert.pk], MONDAY, SUNDAY)[expert.pk]
    assert found == Policies(((date.min, USUAL), (TODAY, Policy(SHARE, 800, 1200))))
    assert (found.on(MONDAY), found.on(SUNDAY).highest) == (USUAL, 1200)
    event = AccountEvent.objects.get(kind="allowance_set")
    assert (event.actor, event.detail["per_cent"]) == (administrator, "8–12")


@pytest.mark.django_db
def test_what_is_set_again_for_a_day_replaces_it_and_what_is_taken_back_holds_no_more(
    administrator: User, expert: User
) -> None:
    set_allowance(by=administrator, since=MONDAY, lowest=800, highest=1200)
    again = set_allowance(by=administrator, since=MONDAY, lowest=300, highest=600)
    assert policies_of([expert.pk], MONDAY, SUNDAY)[expert.pk].on(TODAY).lowest == 300
    take_back_allowance(policy=again, by=administrator)
    take_back_allowance(policy=again, by=administrator)
    assert policies_of([expert.pk], MONDAY, SUNDAY)[expert.pk] == Policies()
    assert AllowancePolicy.objects.count() == 2
    assert AccountEvent.objects.filter(kind="allowance_taken_back").count() == 1


@pytest.mark.django_db
def test_managers_set_it_for_their_line_and_never_for_themselves(
    manager: User, lead: User, team: Team, expert: User
) -> None:
    below, other = make_team(parent=team), make_team()
    assert can_set_allowance(manager, team=below)
    assert can_set_allowance(manager, person=expert)
    assert not can_set_allowance(manager, team=other)
    assert not can_set_allowance(manager, person=manager)
    assert not can_set_allowance(manager)
    assert not can_set_allowance(lead, person=expert)
    assert not can_set_allowance(expert, person=expert)
    with pytest.raises(PermissionDenied):
        set_allowance(by=expert, since=TODAY, lowest=0, highest=10_000, person=expert)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lowest", "highest", "unit"),
    [(900, 800, "share"), (0, 10_001, "share"), (0, 366 * 100 * 100, "days"), (0, 10, "hours")],
)
def test_nonsense_is_refused_and_nothing_is_lost(
    administrator: User, lowest: int, highest: int, unit: str
) -> None:
    kept = set_allowance(by=administrator, since=TODAY, lowest=500, highest=900)
    with pytest.raises(ValidationError):
        set_allowance(by=administrator, since=TODAY, lowest=lowest, highest=highest, unit=unit)
    assert AllowancePolicy.objects.in_force().get() == kept


@pytest.mark.django_db
def test_the_bands_of_a_closed_month_stay(administrator: User) -> None:
    early = set_allowance(by=administrator, since=date(2026, 10, 5), lowest=500, highest=900)
    ClosedMonth.objects.create(month=date(2026, 10, 1), closed_at=NOW, closed_by=administrator)
    with pytest.raises(ValidationError, match="1 November 2026"):
        set_allowance(by=administrator, since=date(2026, 10, 31), lowest=500, highest=900)
    with pytest.raises(ValidationError):
        take_back_allowance(policy=early, by=administrator)
    set_allowance(by=administrator, since=date(2026, 11, 1), lowest=500, highest=900)


@pytest.mark.django_db
def test_reading_allowances_costs_the_same_for_any_number_of_people(
    assert_same_queries: Callable[[Callable[[], Any], Callable[[int], Any]], None],
) -> None:
    def grow(number: int) -> None:
        for _each in range(number):
            team = make_team()
            person = make_person(team=team)
            AllowancePolicy.objects.create(since=TODAY, lowest=1, highest=2, team=team)
            AllowancePolicy.objects.create(since=SUNDAY, lowest=3, highest=4, person=person)

    assert_same_queries(
        lambda: policies_of(list(User.objects.values_list("pk", flat=True)), MONDAY, SUNDAY), grow
    )


STEPS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 3)), max_size=5, unique_by=lambda step: step[0]
)


@given(STEPS, st.integers(0, 30), st.integers(0, 20))
def test_stretches_cover_each_day_once_with_what_holds_on_it(
    steps: list[tuple[int, int]], start: int, length: int
) -> None:
    dated = tuple((MONDAY + timedelta(days=n), Policy(SHARE, k, k)) for n, k in sorted(steps))
    policies = Policies(((date.min, USUAL), *dated))
    first = MONDAY + timedelta(days=start)
    last = first + timedelta(days=length)
    told = [
        (one + timedelta(days=n), policy)
        for one, other, policy in policies.between(first, last)
        for n in range((other - one).days + 1)
    ]
    days = [first + timedelta(days=n) for n in range(length + 1)]
    assert told == [(day, policies.on(day)) for day in days]
