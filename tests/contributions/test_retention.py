"""What contributions were about is forgotten; their minutes are kept."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.actions import deactivate_person
from accounts.models import AccountEvent, User
from knowledge.contributions.actions import close_month, correct_entry, decline_entry
from knowledge.contributions.actions.retention import (
    AT_ONCE,
    erase_old_words,
    erase_person,
    erase_words,
    first_kept_day,
    forget_activities,
)
from knowledge.contributions.jobs import JOBS
from knowledge.contributions.ledger import untold
from knowledge.contributions.models import Activity, Block, Entry, EntryEvent, PlanFeed, Timer
from knowledge.contributions.queries.entries import history_of
from knowledge.contributions.sums import differences, kept_sums
from knowledge.search import worker
from tests.contributions.test_entries import AT, THURSDAY, make_activity, propose, record
from tests.factories import make_area

pytestmark = pytest.mark.django_db

WORDS: dict[str, Any] = {
    "label": "Dismissal of Mr Roux",
    "url": "https://forum.example/roux",
    "note": "for Roux",
    "subject_kind": "article",
    "subject_id": 7,
}
OLD_DAY = date(2023, 10, 31)
FIRST_KEPT = date(2023, 11, 1)


def _say_roux() -> list[str]:
    """Every place that still has the word."""
    rows: list[dict[str, Any]] = [*Entry.objects.values(), *EntryEvent.objects.values()]
    return [str(row) for row in rows if "roux" in str(row).lower()]


@pytest.fixture
def old(expert: User) -> Entry:
    return record(expert, day=OLD_DAY, area=make_area(), **WORDS)


@pytest.fixture
def kept(expert: User) -> Entry:
    return record(expert, day=FIRST_KEPT, sure=True, label="Kept")


def test_whole_months_are_kept(settings: Any) -> None:
    assert first_kept_day(AT) == FIRST_KEPT
    settings.CONTRIBUTION_MONTHS = 12
    assert first_kept_day(datetime(2024, 2, 29, tzinfo=UTC)) == date(2023, 2, 1)


def test_after_its_months_an_entry_is_minutes_without_words_in_its_events_too(
    old: Entry, kept: Entry
) -> None:
    sums = kept_sums()
    assert erase_old_words(AT)
    assert not erase_old_words(AT)
    assert not _say_roux()
    row = Entry.objects.get(pk=old.pk)
    assert (row.day, row.minutes, row.kind, row.area) == (OLD_DAY, 30, "article", old.area)
    assert (row.label, row.url, row.note, row.subject_kind, row.subject_id) == (
        "",
        "",
        "",
        "",
        None,
    )
    assert row.erased_at == AT
    last = history_of(row)[-1]
    assert (last.verb, last.actor) == (EntryEvent.Verb.ERASED, None)
    assert Entry.objects.get(pk=kept.pk).label == "Kept"
    assert kept_sums() == sums
    assert (differences(), untold()) == ([], [])


def test_what_was_replaced_or_declined_is_erased_as_well(expert: User, old: Entry) -> None:
    correct_entry(entry=old, by=expert, minutes=10, at=AT)
    decline_entry(entry=propose(expert, day=OLD_DAY, **WORDS), by=expert, at=AT)
    erase_old_words(AT)
    assert not _say_roux()
    assert (differences(), untold()) == ([], [])


def test_an_erased_entry_is_still_corrected(expert: User, administrator: User, old: Entry) -> None:
    close_month(month=OLD_DAY, by=administrator, at=AT)
    erase_old_words(AT)
    adjustment = correct_entry(entry=Entry.objects.get(), by=expert, minutes=10, at=AT)
    assert (adjustment.minutes, adjustment.label) == (-20, "")
    assert list(kept_sums().values()) == [10]


def test_an_erased_entry_of_an_outside_kind_needs_no_link_again(expert: User) -> None:
    record(expert, day=OLD_DAY, kind="forum", url="https://forum.example/roux")
    erase_old_words(AT)
    assert correct_entry(entry=Entry.objects.get(), by=expert, minutes=10, at=AT).minutes == 10


def test_many_entries_are_erased_in_parts(expert: User) -> None:
    for _ in range(3):
        record(expert, day=OLD_DAY, **WORDS)
    assert erase_words(person=expert, at=AT, at_once=2) == 2
    assert erase_words(person=expert, at=AT, at_once=2) == 1
    assert erase_words(person=expert, at=AT) == 0
    assert AT_ONCE > 2


def test_who_left_is_forgotten_at_once_and_the_sums_stay(
    expert: User, administrator: User, old: Entry
) -> None:
    recent = record(expert, **WORDS)
    make_activity(expert)
    Timer.objects.create(person=expert, label="Roux", started_at=AT, seen_at=AT)
    PlanFeed.objects.create(person=expert, token_hash="x")
    Block.objects.create(
        person=expert, day=THURSDAY, start=600, minutes=30, fate="lost", reason="other", word="Roux"
    )
    sums = kept_sums()
    deactivate_person(expert, by=administrator)
    assert erase_person(expert, by=administrator, at=AT) == 2
    assert not _say_roux()
    assert Block.objects.get().word == ""
    assert not any(model.objects.exists() for model in (Activity, Timer, PlanFeed))
    assert kept_sums() == sums
    assert history_of(recent)[-1].actor == administrator
    told = AccountEvent.objects.get(kind="contributions_erased")
    assert (told.actor, told.person, told.detail) == (administrator, expert, {"entries": 2})


def test_nobody_is_forgotten_while_they_are_here(expert: User, old: Entry) -> None:
    with pytest.raises(ValidationError, match="Deactivate the account first"):
        erase_person(expert)
    assert _say_roux()


def test_an_operator_forgets_who_left_from_the_shell(
    expert: User, administrator: User, old: Entry, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError, match="Deactivate the account first"):
        call_command("erase_contributions", expert.email)
    with pytest.raises(CommandError, match="Nobody has the address"):
        call_command("erase_contributions", "nobody@halage.example")
    deactivate_person(expert, by=administrator)
    call_command("erase_contributions", expert.email.upper())
    assert "1 contributions" in capsys.readouterr().out
    assert not _say_roux()


def test_active_minutes_nobody_decided_on_are_forgotten_after_thirty_days(expert: User) -> None:
    old = make_activity(expert, changed_at=AT - timedelta(days=30, seconds=1))
    new = make_activity(expert, subject_id=8, changed_at=AT - timedelta(days=30))
    assert forget_activities(AT) == 1
    assert list(Activity.objects.all()) == [new]
    assert old.pk is not None


def test_the_worker_knows_all_jobs() -> None:
    registered = {job.name: job for job in worker.jobs()}
    for name, every_seconds, run in JOBS:
        assert (registered[name].every_seconds, registered[name].run) == (every_seconds, run)


def test_finding_what_is_due_reads_no_more_than_the_index(
    expert: User, django_assert_num_queries: Any
) -> None:
    record(expert)
    with django_assert_num_queries(1):
        erase_old_words(AT)


def test_the_check_is_silent_when_all_is_well_and_names_what_is_not(
    expert: User, old: Entry, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("check_contributions")
    assert "All sums and all events" in capsys.readouterr().out
    Entry.objects.filter(pk=old.pk).update(minutes=31)
    with pytest.raises(CommandError, match="Differences: 2"):
        call_command("check_contributions")
    said = capsys.readouterr().err
    assert "30 min kept, 31 min in entries" in said
    assert f"Entry {old.pk} is not what its last event says" in said
