"""Recording contributions, proposing them, deciding on them."""

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.actions.working_time import add_away
from accounts.models import User
from knowledge.contributions.actions import (
    close_month,
    confirm_entry,
    decide_activity,
    decline_entry,
    propose_entry,
    record_entries,
    record_entry,
)
from knowledge.contributions.errors import AlreadyDecided, TooLong
from knowledge.contributions.facts import Facts
from knowledge.contributions.ledger import untold, values_of
from knowledge.contributions.models import Activity, Entry, EntryEvent, Kind, Source, State
from knowledge.contributions.queries.entries import export_rows, to_confirm, week_of
from knowledge.contributions.sums import differences, kept_sums
from tests.factories import make_area, make_entry, make_person, make_team, restrict_area

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)
THURSDAY = date(2026, 11, 19)
MONDAY = date(2026, 11, 16)
DAY_MINUTES = 420


def record(person: User, **fields: Any) -> Entry:
    values = {"day": THURSDAY, "minutes": 30, "kind": "article", "at": AT}
    return record_entry(person=person, **(values | fields))


def propose(person: User, **fields: Any) -> Entry:
    values = {"day": THURSDAY, "minutes": 30, "kind": "article", "at": AT, "source": Source.PLAN}
    return propose_entry(person=person, **(values | fields))


def make_activity(person: User, **fields: Any) -> Activity:
    values = {
        "day": THURSDAY,
        "kind": Kind.ARTICLE,
        "subject_kind": "article",
        "subject_id": 7,
        "label": "Reading the meter",
        "url": "/articles/7",
        "minutes": 25,
        "changed_at": AT,
    }
    return Activity.objects.create(person=person, **(values | fields))


def verbs(entry: Entry) -> list[str]:
    return [event.verb for event in entry.events.all()]


def minutes_kept(person: User) -> int:
    return sum(minutes for cell, minutes in kept_sums().items() if cell[0] == person.pk)


@pytest.mark.parametrize("source", [Source.MANUAL, Source.TIMER])
def test_what_is_recorded_by_hand_or_with_the_timer_counts_at_once(
    expert: User, source: Source
) -> None:
    area = make_area("Fibre")
    entry = record(expert, area=area, label=" Reading \n the meter ", source=source)
    assert (entry.state, entry.counts, entry.decided_at) == (State.CONFIRMED, True, AT)
    assert entry.label == "Reading the meter"
    assert verbs(entry) == ["recorded"]
    assert entry.events.get().actor == expert
    assert kept_sums() == {(expert.pk, MONDAY, "article", area.pk): 30}


@pytest.mark.parametrize("source", [Source.PLAN, Source.IMPORT])
def test_what_a_plan_or_an_import_says_counts_for_nothing_until_it_is_confirmed(
    expert: User, source: Source
) -> None:
    entry = record(expert, source=source)
    assert (entry.state, entry.counts, entry.decided_at) == (State.PROPOSED, False, None)
    assert verbs(entry) == ["proposed"]
    assert entry.events.get().actor is None
    assert kept_sums() == {}
    confirm_entry(entry=entry, by=expert, at=AT)
    assert verbs(entry) == ["proposed", "confirmed"]
    assert minutes_kept(expert) == 30


def test_a_proposal_is_confirmed_with_what_is_right_and_its_history_has_both(expert: User) -> None:
    area = make_area("Fibre")
    entry = propose(expert, label="Plan")
    done = confirm_entry(
        entry=entry, by=expert, minutes=45, kind=Kind.REVIEW, area=area, note="half of it", at=AT
    )
    assert (done.pk, done.minutes, done.kind, done.area) == (entry.pk, 45, "review", area)
    assert [event.values["minutes"] for event in entry.events.all()] == [30, 45]
    assert kept_sums() == {(expert.pk, MONDAY, "review", area.pk): 45}


def test_a_declined_proposal_stays_as_a_row_and_counts_for_nothing(expert: User) -> None:
    entry = decline_entry(entry=propose(expert), by=expert, at=AT)
    assert (entry.state, entry.counts, entry.decided_at) == (State.DECLINED, False, AT)
    assert verbs(entry) == ["proposed", "declined"]
    assert kept_sums() == {}


def test_several_proposals_on_one_day_are_decided_each_for_itself(expert: User) -> None:
    first, second, third = (propose(expert, minutes=minutes) for minutes in (20, 20, 40))
    confirm_entry(entry=first, by=expert, at=AT)
    decline_entry(entry=second, by=expert, at=AT)
    assert minutes_kept(expert) == 20
    assert [line.entry for line in to_confirm(expert).proposals] == [third]


@pytest.mark.parametrize("decide", [confirm_entry, decline_entry], ids=["confirm", "decline"])
@pytest.mark.parametrize("again", [confirm_entry, decline_entry], ids=["confirm", "decline"])
def test_a_decision_is_final_and_the_second_window_is_told(
    expert: User, decide: Any, again: Any
) -> None:
    entry = propose(expert)
    in_another_window = Entry.objects.get(pk=entry.pk)
    decide(entry=entry, by=expert, at=AT)
    before = list(Entry.objects.values()), list(EntryEvent.objects.values()), kept_sums()
    with pytest.raises(AlreadyDecided, match="already decided"):
        again(entry=in_another_window, by=expert, at=AT)
    assert before == (list(Entry.objects.values()), list(EntryEvent.objects.values()), kept_sums())


def test_active_minutes_become_an_entry_when_they_are_decided_on(expert: User) -> None:
    yes, no = make_activity(expert), make_activity(expert, subject_id=8)
    kept = decide_activity(activity=yes, person=expert, confirm=True, minutes=40, at=AT)
    gone = decide_activity(activity=no, person=expert, confirm=False, at=AT)
    assert (kept.state, kept.minutes, kept.source, kept.subject_id) == (
        State.CONFIRMED,
        40,
        Source.ACTIVITY,
        7,
    )
    assert (gone.state, gone.counts, gone.minutes) == (State.DECLINED, False, 25)
    assert (verbs(kept), verbs(gone)) == (["recorded"], ["declined"])
    assert not Activity.objects.exists()
    with pytest.raises(AlreadyDecided):
        decide_activity(activity=yes, person=expert, confirm=True, at=AT)
    assert minutes_kept(expert) == 40


def test_active_minutes_stay_when_their_entry_is_refused(expert: User) -> None:
    activity = make_activity(expert)
    with pytest.raises(TooLong):
        decide_activity(activity=activity, person=expert, confirm=True, minutes=700, at=AT)
    assert Activity.objects.filter(pk=activity.pk).exists()


@pytest.mark.parametrize("role", ["colleague", "manager", "administrator"])
def test_nobody_records_or_decides_for_somebody_else(
    expert: User, role: str, request: pytest.FixtureRequest
) -> None:
    other: User = request.getfixturevalue(role)
    proposal, activity = propose(expert), make_activity(expert)
    with pytest.raises(PermissionDenied):
        record(expert, by=other)
    with pytest.raises(PermissionDenied):
        confirm_entry(entry=proposal, by=other, at=AT)
    with pytest.raises(PermissionDenied):
        decline_entry(entry=proposal, by=other, at=AT)
    with pytest.raises(PermissionDenied):
        decide_activity(activity=activity, person=other, confirm=True, at=AT)
    assert kept_sums() == {}


def test_more_than_the_day_is_asked_about_and_kept_when_it_is_right(expert: User) -> None:
    record(expert, minutes=DAY_MINUTES)
    with pytest.raises(TooLong) as asked:
        record(expert, minutes=1)
    assert (asked.value.day, asked.value.available, asked.value.total) == (THURSDAY, 420, 421)
    [said] = asked.value.message_dict["minutes"]
    assert said.replace("\N{NO-BREAK SPACE}", " ") == (
        "On 19 November 2026 you could work 7 h, and this makes 7 h 01."
    )
    record(expert, minutes=1, sure=True)
    assert minutes_kept(expert) == DAY_MINUTES + 1


def test_the_length_of_a_day_is_that_of_what_counts_and_not_of_proposals(expert: User) -> None:
    late = propose(expert, minutes=DAY_MINUTES)
    record(expert, minutes=DAY_MINUTES)
    with pytest.raises(TooLong):
        confirm_entry(entry=late, by=expert, at=AT)
    assert confirm_entry(entry=late, by=expert, minutes=10, sure=True, at=AT).counts


def test_work_on_a_day_of_leave_is_asked_about_and_kept(expert: User) -> None:
    add_away(person=expert, first_day=THURSDAY, last_day=THURSDAY)
    with pytest.raises(TooLong, match=r"you do not work, or are away, and this makes 1.min"):
        record(expert, minutes=1)
    assert record(expert, minutes=90, sure=True).counts


def test_no_day_has_more_than_24_hours_however_sure_somebody_is(expert: User) -> None:
    record(expert, minutes=1440, sure=True)
    with pytest.raises(ValidationError, match="24 hours"):
        record(expert, minutes=1, sure=True)
    assert minutes_kept(expert) == 1440


REFUSED: list[tuple[str, dict[str, Any], str, str]] = [
    ("nothing", {"minutes": 0}, "minutes", "at least one minute"),
    ("less than nothing", {"minutes": -30}, "minutes", "at least one minute"),
    ("25 hours", {"minutes": 25 * 60}, "minutes", "24 hours"),
    ("a thousand million", {"minutes": 10**9}, "minutes", "24 hours"),
    ("tomorrow", {"day": THURSDAY + timedelta(days=1)}, "day", "not come yet"),
    ("the end of time", {"day": date.max}, "day", "not come yet"),
    ("the year 26", {"day": date(26, 11, 19)}, "day", "Check the year"),
    ("an unknown kind", {"kind": "sleep"}, "kind", "one of the kinds"),
    ("no kind", {"kind": ""}, "kind", "one of the kinds"),
    ("outside without a link", {"kind": "forum"}, "url", "link or a reference"),
    ("outside with blanks", {"kind": "talk", "url": " \x00 "}, "url", "link or a reference"),
    ("a long label", {"label": "x" * 301}, "label", "at most 300"),
    ("a long link", {"kind": "blog", "url": "x" * 1001}, "url", "at most 1000"),
    ("a long note", {"note": "x" * 501}, "note", "at most 500"),
]


@pytest.mark.parametrize("refusal", REFUSED, ids=lambda row: row[0])
@pytest.mark.parametrize("make", [record, propose], ids=["record", "propose"])
def test_nonsense_is_refused_in_words_beside_its_field(
    expert: User, make: Any, refusal: tuple[str, dict[str, Any], str, str]
) -> None:
    _name, values, field, words = refusal
    with pytest.raises(ValidationError) as refused:
        make(expert, **({"sure": True} if make is record else {}) | values)
    assert words in " ".join(refused.value.message_dict[field])
    assert not Entry.objects.exists()
    assert not EntryEvent.objects.exists()


def test_control_characters_never_reach_a_row(expert: User) -> None:
    entry = record(expert, label="a\x00b\u202ec", note="one\ntwo\x07", url="CR\x00-12", kind="talk")
    assert (entry.label, entry.note, entry.url) == ("abc", "one two", "CR-12")


def test_a_day_begins_where_the_person_is() -> None:
    late = datetime(2026, 11, 19, 23, 30, tzinfo=UTC)
    in_tokyo = make_person(time_zone="Asia/Tokyo")
    in_honolulu = make_person(time_zone="Pacific/Honolulu")
    friday = date(2026, 11, 20)
    assert record(in_tokyo, day=friday, at=late).day == friday
    with pytest.raises(ValidationError, match="not come yet"):
        record(in_honolulu, day=friday, at=late)


def test_an_area_that_is_closed_to_somebody_does_not_exist_for_them(expert: User) -> None:
    area = make_area("Merger")
    entry = record(expert, area=area)
    restrict_area(area, make_team("Board"))
    expert = User.objects.get(pk=expert.pk)
    with pytest.raises(ValidationError, match="product areas of the list"):
        record(expert, area=area)
    [line] = week_of(expert, MONDAY).entries
    assert (line.entry, line.area_name) == (entry, "other")
    assert [row.area for row in export_rows(expert)] == ["other"]
    assert confirm_entry(entry=_old_proposal(expert, area), by=expert, at=AT).area == area


def _old_proposal(person: User, area: Any) -> Entry:
    """One that was made before the area was closed."""
    entry = propose(person)
    Entry.objects.filter(pk=entry.pk).update(area=area)
    return entry


def test_the_same_recording_sent_twice_is_kept_once(expert: User) -> None:
    first = record(expert, source=Source.TIMER, external_id="timer-1")
    assert record(expert, source=Source.TIMER, external_id="timer-1", minutes=99) == first
    assert minutes_kept(expert) == 30


def test_a_proposal_that_comes_again_is_brought_up_to_date_until_it_is_decided(
    expert: User,
) -> None:
    first = propose(expert, external_id="a")
    assert propose(expert, external_id="a") == first
    assert verbs(first) == ["proposed"]
    again = propose(expert, external_id="a", minutes=50)
    assert (again.pk, again.minutes, verbs(again)) == (first.pk, 50, ["proposed", "proposed"])
    decline_entry(entry=again, by=expert, at=AT)
    assert propose(expert, external_id="a", minutes=70).state == State.DECLINED
    assert Entry.objects.get().minutes == 50


def test_a_week_shows_its_days_with_what_counts_and_what_waits(expert: User) -> None:
    counted = record(expert, day=MONDAY, minutes=40)
    proposal, activity = propose(expert, minutes=15), make_activity(expert)
    declined = decline_entry(entry=propose(expert), by=expert, at=AT)
    record(expert, day=MONDAY - timedelta(days=1), sure=True)
    make_entry(day=MONDAY)
    week = week_of(expert, MONDAY)
    assert [day.day.weekday() for day in week.days] == list(range(7))
    assert [line.entry for line in week.days[0].entries] == [counted]
    thursday = week.days[3]
    assert [line.entry for line in thursday.proposals] == [proposal]
    assert [line.activity for line in thursday.activities] == [activity]
    assert [line.entry for line in thursday.declined] == [declined]
    assert (week.minutes, week.minutes_to_confirm) == (40, 40)
    assert (to_confirm(expert).minutes, to_confirm(expert).count) == (40, 2)
    with pytest.raises(ValueError, match="no Monday"):
        week_of(expert, THURSDAY)


def test_a_week_costs_the_same_however_full_it_is(expert: User, assert_same_queries: Any) -> None:
    area = make_area()

    def grow(count: int) -> None:
        for _ in range(count):
            record(expert, area=area, minutes=5)
            propose(expert, area=area)
            made = Activity.objects.count()
            make_activity(expert, area=area, subject_id=made)

    assert_same_queries(lambda: (week_of(expert, MONDAY), to_confirm(expert)), grow)


def test_recording_takes_few_queries(expert: User, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(24):
        record_entry(
            person=expert,
            day=timezone.localdate() - timedelta(days=1),
            minutes=5,
            kind="article",
            sure=True,
        )
    assert differences() == []


def _said(person: User) -> list[tuple[Facts, datetime]]:
    """Six of three days, over a month that is closed and one that is not."""
    area = make_area()
    close_month(month=date(2026, 10, 1), by=person, at=AT)
    days = [THURSDAY, MONDAY, date(2026, 10, 29)]
    return [
        (Facts(day, 10 + n, kind, area, label=f" {n}\x00", url="CR-1"), AT + timedelta(hours=n))
        for n, (day, kind) in enumerate([(d, k) for d in days for k in ("article", "talk")])
    ]


def _told(person: User) -> list[tuple[Any, ...]]:
    """Entries with their events, without ids."""
    rows = Entry.objects.of(person).order_by("pk")
    return [
        (values_of(entry) | {"person": 0}, event.verb, event.at, event.actor == person)
        for entry in rows
        for event in entry.events.all()
    ]


def test_many_at_once_are_the_same_as_one_after_the_other(
    expert: User, colleague: User, django_assert_max_num_queries: Any
) -> None:
    said = _said(expert)
    for facts, at in said:
        record(
            colleague, **{field.name: getattr(facts, field.name) for field in fields(facts)}, at=at
        )
    with django_assert_max_num_queries(30):
        record_entries(person=expert, made=said)
    assert _told(expert) == _told(colleague)
    assert [values["is_adjustment"] for values, *_ in _told(expert)] == [*[False] * 4, True, True]
    assert minutes_kept(expert) == minutes_kept(colleague) == 75
    assert (differences(), untold()) == ([], [])


@pytest.mark.parametrize(
    "wrong",
    [
        Facts(THURSDAY, 0, "article"),
        Facts(THURSDAY + timedelta(days=1), 5, "article"),
        Facts(THURSDAY, 5, "sleep"),
        Facts(THURSDAY, 5, "talk"),
        Facts(THURSDAY, 5, "article", label="x" * 301),
        Facts(THURSDAY, 1440, "article"),
    ],
)
def test_of_many_at_once_with_one_wrong_none_is_kept(expert: User, wrong: Facts) -> None:
    with pytest.raises(ValidationError):
        record_entries(person=expert, made=[(Facts(THURSDAY, 5, "article"), AT), (wrong, AT)])
    assert not Entry.objects.exists()
    assert kept_sums() == {}
