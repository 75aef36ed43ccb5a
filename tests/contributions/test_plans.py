"""Time for sharing that is planned: slots that come back, blocks of their own, made ahead once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.actions import deactivate_person, reactivate_person
from accounts.models import User
from knowledge.contributions.actions import plans
from knowledge.contributions.actions.blocks import lose_block
from knowledge.contributions.actions.plans import (
    add_block,
    add_slot,
    change_slot,
    end_slot,
    make_all_blocks,
    make_blocks,
    remove_block,
)
from knowledge.contributions.jobs import JOBS
from knowledge.contributions.models import Block, PlanSlot
from knowledge.contributions.planning import days_of_slot, window
from tests.contributions.planning import NOW, THURSDAY, TODAY, TWO, stand_still, weekly
from tests.factories import make_person

pytestmark = pytest.mark.django_db
TOMORROW = TODAY + timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return stand_still(monkeypatch)


def days(person: User) -> list[date]:
    return list(Block.objects.filter(person=person).values_list("day", flat=True))


def said(error: Any) -> str:
    return " ".join(error.value.messages)


def test_a_slot_has_its_blocks_for_eight_weeks_at_once(expert: User) -> None:
    weekly(expert)
    assert days(expert) == [TOMORROW + timedelta(weeks=number) for number in range(9)]
    assert max(days(expert)) <= window(TODAY)[1]


def test_a_slot_of_today_begins_today(expert: User) -> None:
    weekly(expert, weekday=TODAY.weekday())
    assert days(expert)[0] == TODAY


def test_looking_again_makes_nothing_twice(expert: User) -> None:
    weekly(expert)
    assert make_blocks(person=expert) == 0
    assert len(days(expert)) == 9


def test_each_week_that_comes_nearer_gets_its_block(
    expert: User, clock: Callable[[datetime], None]
) -> None:
    weekly(expert)
    clock(NOW + timedelta(weeks=2))
    assert make_blocks(person=expert) == 2
    assert len(set(days(expert))) == 11


def test_a_worker_that_slept_for_weeks_leaves_no_gap(
    expert: User, clock: Callable[[datetime], None]
) -> None:
    weekly(expert)
    clock(NOW + timedelta(weeks=20))
    make_all_blocks()
    found = days(expert)
    assert {later - day for day, later in pairwise(found)} == {timedelta(weeks=1)}
    assert len(found) == 29


def test_two_who_make_blocks_at_once_make_each_once(expert: User) -> None:
    """Both found the same weeks missing; the second one's rows meet those of the first."""
    slot = weekly(expert)
    last = window(TODAY)[1]
    Block.objects.filter(slot=slot, day__gt=TOMORROW).delete()
    both = [plans._missing(slot.weekday, slot.since, None, TOMORROW, last) for _ in range(2)]
    for missing in both:
        rows = [Block(person=expert, slot=slot, day=day, start=TWO, minutes=120) for day in missing]
        Block.objects.bulk_create(rows, ignore_conflicts=True)
    assert len(days(expert)) == 9
    with pytest.raises(IntegrityError), transaction.atomic():
        Block.objects.create(person=expert, slot=slot, day=TOMORROW, start=TWO, minutes=60)


def test_the_worker_makes_them_for_all_who_are_here_in_portions(
    expert: User, clock: Callable[[datetime], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [expert, make_person(), make_person()]
    for person in people:
        weekly(person)
    monkeypatch.setattr(plans, "SLOTS_AT_ONCE", 2)
    clock(NOW + timedelta(weeks=1))
    left = deactivate_person(people[2], by=None)
    assert make_all_blocks() is False
    assert [len(days(person)) for person in people] == [10, 10, 9]
    reactivate_person(left, by=expert)
    clock(NOW + timedelta(weeks=2))
    assert make_all_blocks() is True
    assert make_all_blocks() is False
    assert [len(days(person)) for person in people] == [11, 11, 11]


def test_an_ended_slot_loses_what_was_planned_and_keeps_what_was_decided(expert: User) -> None:
    slot = weekly(expert)
    lost = Block.objects.get(day=TOMORROW + timedelta(weeks=3))
    lose_block(lost, reason="meeting")
    end_slot(slot, until=TOMORROW + timedelta(weeks=1))
    assert days(expert) == [TOMORROW, lost.day]
    assert PlanSlot.objects.get().until == TOMORROW + timedelta(weeks=1)
    assert make_blocks(person=expert) == 0


def test_an_ended_slot_is_no_work_for_the_worker_for_ever(
    expert: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = weekly(expert)
    end_slot(slot, until=TODAY + timedelta(weeks=3))
    monkeypatch.setattr(plans, "SLOTS_AT_ONCE", 0)
    assert make_all_blocks() is False


def test_a_changed_slot_ends_one_day_and_begins_anew(expert: User) -> None:
    slot = weekly(expert)
    change_slot(slot, weekday=1, start=9 * 60, minutes=60, since=TOMORROW + timedelta(days=1))
    old, new = PlanSlot.objects.order_by("pk")
    assert old.until == new.since == TOMORROW + timedelta(days=1)
    assert days(expert)[0] == TOMORROW
    assert {day.weekday() for day in days(expert)[1:]} == {1}


def test_a_change_that_is_refused_ends_nothing(expert: User) -> None:
    slot = weekly(expert)
    with pytest.raises(ValidationError):
        change_slot(slot, weekday=1, start=23 * 60, minutes=120, since=TODAY)
    slot.refresh_from_db()
    assert slot.until is None
    assert len(days(expert)) == 9


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"since": TODAY - timedelta(days=1)}, "This day is past"),
        ({"start": 23 * 60}, "ends after midnight"),
        ({"start": 24 * 60}, "1439"),
        ({"minutes": 4}, "5"),
        ({"weekday": 7}, "6"),
        ({"start": TWO + 119}, "You already plan Thursday at 14:00"),
        ({"start": TWO - 119}, "You already plan Thursday at 14:00"),
    ],
)
def test_what_cannot_be_planned_is_refused_in_words(
    expert: User, changed: dict[str, Any], words: str
) -> None:
    weekly(expert)
    with pytest.raises(ValidationError) as error:
        weekly(expert, **changed)
    assert words in said(error)
    assert PlanSlot.objects.count() == 1


def test_slots_that_touch_do_not_overlap(expert: User) -> None:
    weekly(expert)
    weekly(expert, start=TWO + 120)
    weekly(expert, start=TWO - 120)
    assert len(days(expert)) == 27


def test_where_a_slot_ended_another_may_begin(expert: User) -> None:
    slot = weekly(expert)
    end_slot(slot, until=TOMORROW + timedelta(weeks=2))
    with pytest.raises(ValidationError):
        weekly(expert, since=TOMORROW + timedelta(weeks=1))
    weekly(expert, since=TOMORROW + timedelta(weeks=2))
    assert len(set(days(expert))) == len(days(expert)) == 9


def test_thirty_slots_are_enough(expert: User) -> None:
    for number in range(30):
        weekly(expert, weekday=number // 6, start=60 * (8 + number % 6), minutes=60)
    with pytest.raises(ValidationError, match="thirty"):
        weekly(expert, weekday=6)


def test_a_block_of_its_own_stands_on_one_day(expert: User) -> None:
    add_block(person=expert, day=TOMORROW, start=9 * 60, minutes=45)
    block = Block.objects.get()
    assert (block.slot, block.day, block.fate) == (None, TOMORROW, Block.Fate.PLANNED)


@pytest.mark.parametrize(
    ("day", "start", "words"),
    [
        (TODAY - timedelta(days=1), TWO, "This day is past"),
        (window(TODAY)[1] + timedelta(days=1), TWO, "next eight weeks"),
        (TOMORROW, TWO + 60, "On 26 November you already plan 14:00"),
        (TOMORROW, 23 * 60 + 30, "midnight"),
    ],
)
def test_a_block_that_cannot_be_is_refused_in_words(
    expert: User, day: date, start: int, words: str
) -> None:
    weekly(expert)
    with pytest.raises(ValidationError) as error:
        add_block(person=expert, day=day, start=start, minutes=60)
    assert words in said(error)


def test_a_slot_over_a_block_of_its_own_is_refused(expert: User) -> None:
    add_block(person=expert, day=TOMORROW + timedelta(weeks=2), start=TWO, minutes=60)
    with pytest.raises(ValidationError, match="On 10 December you already plan"):
        weekly(expert)


def test_somebody_elses_plan_is_in_nobodys_way(expert: User, colleague: User) -> None:
    weekly(expert)
    weekly(colleague)
    add_block(person=colleague, day=TODAY, start=TWO, minutes=60)
    assert len(days(expert)) == 9


def test_a_block_planned_by_mistake_goes_one_of_the_plan_does_not(expert: User) -> None:
    weekly(expert)
    mistake = add_block(person=expert, day=TOMORROW, start=9 * 60, minutes=60)
    remove_block(mistake)
    with pytest.raises(ValidationError, match="belongs to your plan"):
        remove_block(Block.objects.all()[0])
    today = add_block(person=expert, day=TODAY, start=9 * 60, minutes=60)
    with pytest.raises(ValidationError, match="day has come"):
        remove_block(today)


@given(
    weekday=st.integers(0, 6),
    since=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    weeks=st.integers(0, 60),
    cut=st.integers(0, 400),
)
def test_days_of_a_slot_are_exactly_those_weekdays(
    weekday: int, since: date, weeks: int, cut: int
) -> None:
    last = since + timedelta(weeks=weeks)
    until = since + timedelta(days=cut)
    counted = [since + timedelta(days=n) for n in range((last - since).days + 1)]
    right = [day for day in counted if day.weekday() == weekday]
    assert days_of_slot(weekday, since, None, last) == right
    assert days_of_slot(weekday, since, until, last) == [day for day in right if day < until]


def test_a_slot_of_every_kind_is_one_of_its_person(expert: User) -> None:
    slot = add_slot(person=expert, weekday=THURSDAY, start=0, minutes=24 * 60, since=TODAY)
    assert slot.person == expert
    assert Block.objects.filter(slot=slot, minutes=24 * 60).count() == 9


def test_the_worker_makes_blocks() -> None:
    assert make_all_blocks in {job.run for job in JOBS}
