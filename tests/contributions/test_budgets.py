"""What is left of somebody's minutes for sharing in their week."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from accounts.calendars import Away, Calendar, Pattern
from accounts.hours import USUAL_WEEK, Week
from accounts.models import AwayPeriod, User, WorkingPattern
from knowledge.contributions.actions import commit_minutes, end_commitment
from knowledge.contributions.models import Commitment
from knowledge.contributions.queries import Budget, budgets, weekly_minutes
from tests.factories import make_person

MONDAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 25, 10, tzinfo=UTC)


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
def test_open_work_is_committed_and_ended_work_is_spent(expert: User) -> None:
    commit(expert, 20)
    commit(expert, 45, thread=2)
    later = NOW + timedelta(hours=3)
    end(expert, at=later)
    assert budget(expert, later) == Budget(weekly=210, spent=20, committed=45)
    assert budget(expert, later).left == 145


@pytest.mark.django_db
def test_work_ended_last_week_costs_this_week_nothing_and_open_work_does(expert: User) -> None:
    commit(expert, 20, at=NOW - timedelta(days=5))
    commit(expert, 45, thread=2, at=NOW - timedelta(days=20))
    end(expert, at=NOW - timedelta(days=4))
    assert budget(expert) == Budget(weekly=210, spent=0, committed=45)


@pytest.mark.django_db
def test_the_week_begins_at_midnight_where_the_person_is(expert: User) -> None:
    """Sunday 22:30 in London is Monday 2:30 on Réunion, where the new week has begun."""
    sunday_night = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    expert.time_zone = "Indian/Reunion"
    expert.save()
    commit(expert, 30, at=sunday_night - timedelta(hours=12))
    end(expert, at=sunday_night)
    other = make_person("Lina Petit", roles=["expert"])
    commit(other, 30, at=sunday_night - timedelta(hours=12))
    end(other, at=sunday_night)
    assert budget(expert).spent == 30
    assert budget(other).spent == 0


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
    WorkingPattern.objects.create(
        person=expert,
        since=date(2026, 1, 1),
        spans=[*([[[540, 750], [840, 1050]]] * 4), [], [], []],
        sharing_minutes=168,
    )
    AwayPeriod.objects.create(person=expert, first_day=MONDAY, last_day=MONDAY)
    commit(expert, 90)
    end(expert)
    commit(expert, 20, thread=2)
    assert budget(expert) == Budget(weekly=126, spent=90, committed=20)
    assert budget(expert).left == 16


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
            WorkingPattern.objects.create(
                person=person, since=MONDAY, spans=[[[0, 600]]] * 7, sharing_minutes=60
            )
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


def test_a_pattern_that_changes_in_mid_week_counts_each_day_by_its_own() -> None:
    """Two days of 210/2100 and three of 60/900 a minute: 2×420/10 + 3×180/15 = 84 + 36."""
    mornings: Week = (*([((540, 720),)] * 5), (), ())
    hers = Calendar(
        ZoneInfo("Europe/Paris"),
        (Pattern(date.min, USUAL_WEEK, 210), Pattern(date(2026, 11, 25), mornings, 60)),
    )
    assert weekly_minutes(hers, MONDAY) == 120
    assert weekly_minutes(hers, MONDAY - timedelta(days=1)) == 210
    assert weekly_minutes(hers, MONDAY + timedelta(days=7)) == 60


def test_without_hours_there_are_no_minutes() -> None:
    idle = Calendar(ZoneInfo("UTC"), (Pattern(date.min, ((),) * 7, 0),), (Away(1, 2),))
    assert weekly_minutes(idle, MONDAY) == 0


@given(st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.booleans()), max_size=4))
def test_being_away_never_adds_minutes_and_never_takes_more_than_there_are(
    days: list[tuple[int, bool, bool]],
) -> None:
    aways = tuple(
        Away.of(day, day, from_noon=from_noon and not to_noon, to_noon=to_noon)
        for number, from_noon, to_noon in days
        for day in [MONDAY + timedelta(days=number)]
    )
    hers = Calendar(ZoneInfo("Europe/Paris"), (Pattern(date.min, USUAL_WEEK, 210),), aways)
    assert 0 <= weekly_minutes(hers, MONDAY) <= 210
