"""Correcting: what is right instead, in an open month and in a closed one."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.models import User
from knowledge.contributions.actions import (
    close_month,
    confirm_entry,
    correct_entry,
    decline_entry,
    record_entry,
)
from knowledge.contributions.errors import AlreadyCorrected, TooLong
from knowledge.contributions.models import Entry, Source, State
from knowledge.contributions.queries.entries import history_of, week_of
from knowledge.contributions.sums import differences, kept_sums
from tests.contributions.test_entries import propose, record
from tests.factories import make_area

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)
THURSDAY = date(2026, 11, 19)
MONDAY = date(2026, 11, 16)
OCTOBER = date(2026, 10, 1)
OCTOBER_DAY = date(2026, 10, 6)
OCTOBER_MONDAY = date(2026, 10, 5)


def correct(entry: Entry, **fields: Any) -> Entry:
    return correct_entry(entry=entry, by=entry.person, **({"at": AT} | fields))


@pytest.fixture
def in_october(expert: User, administrator: User) -> Entry:
    """60 minutes in a month that was closed afterwards."""
    entry = record(expert, day=OCTOBER_DAY, minutes=60, label="Reading the meter")
    close_month(month=OCTOBER, by=administrator, at=AT)
    return entry


def facts(*entries: Entry) -> list[tuple[date, int, str, bool, bool]]:
    """Day, minutes, kind, counts, is an adjustment: as they are in the database now."""
    rows = [Entry.objects.get(pk=entry.pk) for entry in entries]
    return [(row.day, row.minutes, row.kind, row.counts, row.is_adjustment) for row in rows]


def test_in_an_open_month_the_new_entry_takes_the_old_ones_place(expert: User) -> None:
    old = record(expert, minutes=30, label="Reading", note="first")
    new = correct(old, minutes=45, kind="review", note="second")
    assert new.corrects == old
    assert facts(old, new) == [
        (THURSDAY, 30, "article", False, False),
        (THURSDAY, 45, "review", True, False),
    ]
    assert (new.label, new.note, new.source) == ("Reading", "second", Source.MANUAL)
    assert Entry.objects.get(pk=old.pk).note == "first"
    assert kept_sums() == {(expert.pk, MONDAY, "review", None): 45}
    assert [event.verb for event in history_of(new)] == ["recorded", "replaced", "recorded"]


def test_a_correction_is_corrected_and_all_refer_to_the_first(expert: User) -> None:
    first = record(expert, minutes=30)
    second = correct(first, minutes=40)
    third = correct(second, minutes=50)
    assert (second.corrects, third.corrects) == (first, first)
    assert kept_sums() == {(expert.pk, MONDAY, "article", None): 50}
    assert history_of(first) == history_of(second) == history_of(third)


def test_only_the_latest_is_corrected_and_the_second_window_is_told(expert: User) -> None:
    first = record(expert, minutes=30)
    second = correct(first, minutes=40)
    before = list(Entry.objects.values())
    with pytest.raises(AlreadyCorrected, match="corrected meanwhile") as refused:
        correct(first, minutes=99)
    assert refused.value.latest == second
    assert list(Entry.objects.values()) == before


def test_taken_back_it_counts_no_more_and_may_be_taken_up_again(expert: User) -> None:
    entry = record(expert, minutes=30)
    gone = correct(entry, minutes=0)
    assert (gone.pk, gone.state, gone.counts) == (entry.pk, State.DECLINED, False)
    assert kept_sums() == {}
    [line] = week_of(expert, MONDAY).declined
    assert (line.entry, line.can_be_corrected) == (entry, True)
    assert correct(gone, minutes=0) == gone
    again = correct(gone)
    assert (again.minutes, again.counts, again.corrects) == (30, True, entry)
    assert week_of(expert, MONDAY).declined == []


def test_a_declined_proposal_is_taken_up_again_by_a_correction(expert: User) -> None:
    declined = decline_entry(entry=propose(expert, minutes=20), by=expert, at=AT)
    again = correct(declined, minutes=25)
    assert (again.minutes, again.corrects, again.state) == (25, declined, State.CONFIRMED)
    assert kept_sums() == {(expert.pk, MONDAY, "article", None): 25}


def test_a_proposal_is_decided_on_and_not_corrected(expert: User) -> None:
    with pytest.raises(ValidationError, match="confirm or decline"):
        correct(propose(expert), minutes=25)


def test_nothing_is_written_when_nothing_is_different(expert: User) -> None:
    entry = record(expert, minutes=30, label="Reading")
    assert correct(entry, minutes=30, label=" Reading ") == entry
    assert Entry.objects.count() == 1


def test_nobody_corrects_for_somebody_else(expert: User, administrator: User) -> None:
    with pytest.raises(PermissionDenied):
        correct_entry(entry=record(expert), by=administrator, minutes=1)


def test_a_longer_day_is_asked_about_and_a_shorter_one_never(expert: User) -> None:
    entry = record(expert, minutes=600, sure=True)
    shorter = correct(entry, minutes=500)
    assert shorter.minutes == 500
    with pytest.raises(TooLong) as asked:
        correct(shorter, minutes=501)
    assert (asked.value.available, asked.value.total) == (420, 501)
    assert correct(shorter, minutes=501, sure=True).counts


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"minutes": -5}, "minutes"),
        ({"minutes": 1_441}, "minutes"),
        ({"day": date(2026, 11, 20)}, "day"),
        ({"kind": "sleep"}, "kind"),
        ({"kind": "forum"}, "url"),
        ({"label": "x" * 301}, "label"),
    ],
)
def test_a_wrong_correction_is_refused_and_the_entry_stays(
    expert: User, change: dict[str, Any], field: str
) -> None:
    entry = record(expert)
    with pytest.raises(ValidationError) as refused:
        correct(entry, sure=True, **change)
    assert field in refused.value.message_dict
    assert facts(entry) == [(THURSDAY, 30, "article", True, False)]


def test_an_outside_kind_keeps_its_link(expert: User) -> None:
    entry = record(expert, kind="forum", url="https://forum.example/12")
    with pytest.raises(ValidationError, match="link or a reference"):
        correct(entry, url="")


@pytest.mark.parametrize(("minutes", "difference"), [(45, -15), (75, 15), (0, -60)])
def test_in_a_closed_month_the_difference_is_an_adjustment_and_both_count(
    in_october: Entry, minutes: int, difference: int
) -> None:
    adjustment = correct(in_october, minutes=minutes, note="counted twice")
    assert adjustment.corrects == in_october
    assert facts(in_october, adjustment) == [
        (OCTOBER_DAY, 60, "article", True, False),
        (OCTOBER_DAY, difference, "article", True, True),
    ]
    assert week_of(in_october.person, OCTOBER_MONDAY).minutes == minutes
    assert differences() == []


def test_an_adjusted_entry_is_adjusted_again_from_what_it_counts_for(in_october: Entry) -> None:
    first = correct(in_october, minutes=45)
    with pytest.raises(AlreadyCorrected):
        correct(in_october, minutes=50)
    second = correct(first, minutes=50)
    assert [row[1] for row in facts(in_october, first, second)] == [60, -15, 5]
    third = correct(second, note="only the note")
    assert (third.minutes, third.note) == (0, "only the note")
    assert correct(third, minutes=0).minutes == -50
    assert week_of(in_october.person, OCTOBER_MONDAY).minutes == 0
    assert kept_sums() == {}


def test_another_kind_in_a_closed_month_takes_away_there_and_adds_here(in_october: Entry) -> None:
    area = make_area()
    correct(in_october, kind="review", area=area)
    person = in_october.person_id
    assert kept_sums() == {(person, OCTOBER_MONDAY, "review", area.pk): 60}
    rows = Entry.objects.order_by("pk").values_list("minutes", "kind", "is_adjustment", "counts")
    assert list(rows) == [
        (60, "article", False, True),
        (-60, "article", True, True),
        (60, "review", True, True),
    ]


def test_moved_out_of_a_closed_month_it_is_an_adjustment_there_and_an_entry_here(
    in_october: Entry,
) -> None:
    moved = correct(in_october, day=THURSDAY)
    rows = Entry.objects.order_by("pk").values_list("day", "minutes", "is_adjustment")
    assert list(rows) == [
        (OCTOBER_DAY, 60, False),
        (OCTOBER_DAY, -60, True),
        (THURSDAY, 60, False),
    ]
    assert kept_sums() == {(in_october.person_id, MONDAY, "article", None): 60}
    back = correct(moved, day=OCTOBER_DAY, minutes=20)
    assert (back.minutes, back.is_adjustment) == (20, True)
    assert kept_sums() == {(in_october.person_id, OCTOBER_MONDAY, "article", None): 20}
    assert week_of(in_october.person, OCTOBER_MONDAY).minutes == 20


def test_moved_into_a_closed_month_it_is_an_adjustment_there(
    expert: User, in_october: Entry
) -> None:
    here = record(expert, minutes=30)
    there = correct(here, day=OCTOBER_DAY)
    assert facts(here, there) == [
        (THURSDAY, 30, "article", False, False),
        (OCTOBER_DAY, 30, "article", True, True),
    ]
    assert kept_sums() == {(expert.pk, OCTOBER_MONDAY, "article", None): 90}


def test_what_is_recorded_or_confirmed_in_a_closed_month_is_a_visible_adjustment(
    expert: User, in_october: Entry
) -> None:
    late = record(expert, day=OCTOBER_DAY, minutes=10)
    proposed = propose(expert, day=OCTOBER_DAY, minutes=5)
    assert (late.is_adjustment, proposed.is_adjustment) == (True, False)
    assert confirm_entry(entry=proposed, by=expert, at=AT).is_adjustment
    assert [line.entry.is_adjustment for line in week_of(expert, OCTOBER_MONDAY).entries] == [
        *(False, True, True)
    ]


def test_taken_back_before_its_month_was_closed_it_comes_again_as_an_adjustment(
    expert: User, administrator: User
) -> None:
    gone = correct(record(expert, day=OCTOBER_DAY, minutes=60), minutes=0)
    close_month(month=OCTOBER, by=administrator, at=AT)
    again = correct(gone)
    assert (again.minutes, again.is_adjustment, again.counts) == (60, True, True)


def test_the_week_says_which_entry_is_to_be_corrected(in_october: Entry) -> None:
    adjustment = correct(in_october, minutes=45)
    lines = week_of(in_october.person, OCTOBER_MONDAY).entries
    assert [(line.entry, line.can_be_corrected) for line in lines] == [
        (in_october, False),
        (adjustment, True),
    ]


def test_what_was_taken_back_in_a_closed_month_stays_so_until_minutes_are_given(
    in_october: Entry,
) -> None:
    gone = correct(in_october, minutes=0)
    assert correct(gone, label="Another word") == gone
    assert correct(gone, minutes=15).minutes == 15
    assert week_of(in_october.person, OCTOBER_MONDAY).minutes == 15


def test_a_confirmed_proposal_is_corrected_like_any_other(expert: User) -> None:
    entry = confirm_entry(entry=propose(expert), by=expert, at=AT)
    assert correct(entry, minutes=5).corrects == entry
    assert kept_sums() == {(expert.pk, MONDAY, "article", None): 5}


def test_a_recording_sent_again_after_its_correction_changes_nothing(expert: User) -> None:
    first = record(expert, external_id="x", source=Source.TIMER)
    correct(first, minutes=5)
    assert record_entry(
        person=expert,
        day=THURSDAY,
        minutes=30,
        kind="article",
        source=Source.TIMER,
        external_id="x",
        at=AT,
    ) == Entry.objects.get(pk=first.pk)
    assert kept_sums() == {(expert.pk, MONDAY, "article", None): 5}
