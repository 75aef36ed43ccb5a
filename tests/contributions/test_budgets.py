"""What is left of somebody's minutes for sharing in their week."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AwayPeriod, Contract, User
from knowledge.contributions.actions import commit_minutes, end_commitment
from knowledge.contributions.models import AllowancePolicy, Commitment
from knowledge.contributions.queries import Budget, budgets
from knowledge.contributions.queries.figures import gauge_of
from tests.contributions.moments import MONDAY, NOW, TODAY, give
from tests.factories import make_person


def commit(person: User, minutes: int, *, thread: int = 1, at: datetime = NOW) -> Commitment:
    return commit_minutes(
        person=person,
        minutes=minutes,
        subject_kind="thread",
        subject_id=thread,
        label="Why does the boat list?",
        url=f"/threads/{thread}/",
        at=at,
    )


def end(person: User, *, thread: int = 1, at: datetime = NOW) -> Commitment | None:
    return end_commitment(person=person, subject_kind="thread", subject_id=thread, at=at)


def budget(person: User, at: datetime = NOW) -> Budget:
    return budgets([person.pk], at)[person.pk]


@pytest.mark.django_db
def test_who_has_declared_nothing_has_a_tenth_of_thirty_five_hours(expert: User) -> None:
    assert budget(expert) == Budget(weekly=210, spent=0, committed=0)
    assert budget(expert).left == 210
    assert budget(expert).has_time


@pytest.mark.django_db
def test_open_work_is_committed_and_confirmed_minutes_are_spent(expert: User) -> None:
    commit(expert, 20)
    commit(expert, 45, thread=2)
    end(expert, at=NOW)
    give(expert, 12, TODAY)
    assert budget(expert) == Budget(weekly=210, spent=12, committed=45)
    assert budget(expert).left == 153


@pytest.mark.django_db
def test_minutes_of_last_week_cost_this_week_nothing_and_work_still_open_does(expert: User) -> None:
    commit(expert, 45, at=NOW - timedelta(days=20))
    give(expert, 60, MONDAY - timedelta(days=1))
    assert budget(expert) == Budget(weekly=210, spent=0, committed=45)


@pytest.mark.django_db
def test_work_that_ended_later_was_open_then(expert: User) -> None:
    commit(expert, 20)
    end(expert, at=NOW + timedelta(hours=1))
    assert budget(expert).committed == 20
    assert budget(expert, NOW + timedelta(hours=1)).committed == 0


@pytest.mark.django_db
def test_the_week_begins_at_midnight_where_the_person_is(expert: User) -> None:
    """Sunday 22:30 in London is Monday 2:30 on Réunion, where the new week has begun."""
    sunday_night = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    expert.time_zone = "Indian/Reunion"
    expert.save()
    other = make_person("Lina Petit", roles=["expert"])
    for person in (expert, other):
        give(person, 30, MONDAY - timedelta(days=1))
        give(person, 7, MONDAY)
    assert budget(expert, sunday_night).spent == 7
    assert budget(other, sunday_night).spent == 30


@pytest.mark.django_db
def test_nothing_is_left_rather_than_less_than_nothing(expert: User) -> None:
    commit(expert, 400)
    assert budget(expert).left == 0
    assert not budget(expert).has_time
    assert budget(expert).overrun_of(15) == 15
    assert Budget(weekly=60, spent=30, committed=20).overrun_of(15) == 5
    assert Budget(weekly=60, spent=30, committed=20).overrun_of(10) == 0


@pytest.mark.django_db
def test_an_overrun_is_recorded_with_the_work(expert: User) -> None:
    commit_minutes(
        person=expert,
        minutes=30,
        subject_kind="thread",
        subject_id=1,
        label="x" * 400,
        url="/threads/1/",
        at=NOW,
        overrun=12,
    )
    row = Commitment.objects.get()
    assert (row.overrun, len(row.label), row.since) == (12, 300, NOW)


@pytest.mark.django_db
def test_the_same_open_work_is_committed_once_and_again_after_it_ended(expert: User) -> None:
    first = commit(expert, 20)
    again = commit(expert, 35, at=NOW + timedelta(hours=1))
    assert (again.pk, again.minutes, again.since) == (first.pk, 35, NOW)
    assert end(expert, at=NOW + timedelta(hours=2)) is not None
    assert end(expert, at=NOW + timedelta(hours=2)) is None
    assert commit(expert, 10, at=NOW + timedelta(hours=3)).pk != first.pk


@pytest.mark.django_db
def test_work_never_ends_before_it_began(expert: User) -> None:
    commit(expert, 20)
    ended = end(expert, at=NOW - timedelta(minutes=1))
    assert ended is not None
    assert ended.ended_at == NOW


@pytest.mark.django_db
def test_negative_minutes_are_refused(expert: User) -> None:
    with pytest.raises(ValidationError):
        commit(expert, -5)


@pytest.mark.django_db
def test_the_worked_example_of_the_product_holds(expert: User) -> None:
    """80 % of 35 h over 4 days is 1,680 min; a day of leave leaves 1,260, a tenth is 126."""
    Contract.objects.create(
        person=expert,
        since=date(2026, 1, 1),
        full_time_minutes=2100,
        share=8000,
        weekday_minutes=[420, 420, 420, 420, 0, 0, 0],
    )
    AwayPeriod.objects.create(person=expert, first_day=MONDAY, last_day=MONDAY)
    give(expert, 90, MONDAY)
    commit(expert, 20)
    assert budget(expert) == Budget(weekly=126, spent=90, committed=20)
    assert budget(expert).left == 16 == gauge_of(expert, NOW).left


@pytest.mark.django_db
def test_the_budget_follows_the_allowance_and_is_rounded_down(expert: User) -> None:
    """From Wednesday on 3.33 % at most: 840 × 10 % + 1,260 × 3.33 % = 84 + 41.958 = 125.958."""
    AllowancePolicy.objects.create(person=expert, since=TODAY, lowest=0, highest=333)
    assert budget(expert).weekly == 125


@pytest.mark.django_db
def test_who_is_away_all_week_has_no_minutes(expert: User) -> None:
    AwayPeriod.objects.create(
        person=expert, first_day=MONDAY, last_day=MONDAY + timedelta(days=6), note="Sea"
    )
    assert budget(expert) == Budget(weekly=0, spent=0, committed=0)
    assert not budget(expert).has_time
    assert budget(expert, NOW + timedelta(days=7)).weekly == 210


@pytest.mark.django_db
def test_budgets_cost_the_same_number_of_queries_for_any_number_of_people(
    assert_same_queries: Callable[[Callable[[], Any], Callable[[int], Any]], None],
) -> None:
    def grow(number: int) -> None:
        for _each in range(number):
            person = make_person(roles=["expert"], time_zone="Asia/Tokyo")
            Contract.objects.create(
                person=person,
                since=MONDAY,
                full_time_minutes=2100,
                share=10_000,
                weekday_minutes=[300] * 7,
            )
            give(person, 10, MONDAY)
            AwayPeriod.objects.create(person=person, first_day=MONDAY, last_day=MONDAY)
            commit(person, 20)

    def read() -> dict[int, Budget]:
        return budgets(list(User.objects.values_list("pk", flat=True)), NOW)

    assert_same_queries(read, grow)


@pytest.mark.django_db
def test_many_people_have_the_same_budgets_as_each_alone(
    expert: User, lead: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(expert, 20)
    commit(lead, 45)
    each = {person.pk: budget(person) for person in (expert, lead)}
    monkeypatch.setattr("knowledge.contributions.queries.budget.MOST_NAMED", 1)
    monkeypatch.setattr("accounts.working_time.MOST_NAMED", 1)
    assert budgets([expert.pk, lead.pk], NOW) == each
    assert budgets([], NOW) == {}
