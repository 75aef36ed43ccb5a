"""The kept sums of weeks always equal the entries, whoever writes at once, and after a kill."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection

from accounts.models import User
from knowledge.contributions import ledger
from knowledge.contributions.actions import (
    close_month,
    confirm_entry,
    correct_entry,
    decide_activity,
    decline_entry,
)
from knowledge.contributions.ledger import untold
from knowledge.contributions.models import Entry, EntryEvent, WeekSum
from knowledge.contributions.sums import Difference, differences, kept_sums
from tests.contributions.test_entries import AT, MONDAY, THURSDAY, make_activity, propose, record
from tests.factories import make_area, make_person

KILLS = 12


@pytest.mark.django_db
def test_a_sum_is_that_of_one_person_week_kind_and_area(expert: User, colleague: User) -> None:
    area, sunday = make_area(), MONDAY - timedelta(days=1)
    for person, fields in [
        (expert, {}),
        (expert, {"day": MONDAY, "minutes": 5}),
        (expert, {"day": sunday, "minutes": 7, "sure": True}),
        (expert, {"kind": "review"}),
        (expert, {"area": area}),
        (colleague, {}),
    ]:
        record(person, **fields)
    assert kept_sums() == {
        (expert.pk, MONDAY, "article", None): 35,
        (expert.pk, MONDAY - timedelta(days=7), "article", None): 7,
        (expert.pk, MONDAY, "review", None): 30,
        (expert.pk, MONDAY, "article", area.pk): 30,
        (colleague.pk, MONDAY, "article", None): 30,
    }
    assert differences() == []


@pytest.mark.django_db
def test_a_sum_that_comes_to_nothing_is_no_row(expert: User) -> None:
    correct_entry(entry=record(expert), by=expert, minutes=0, at=AT)
    assert not WeekSum.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [0, 31])
def test_a_wrong_sum_is_found(expert: User, wrong: int) -> None:
    record(expert)
    WeekSum.objects.update(minutes=wrong)
    found = Difference(expert.pk, MONDAY, "article", None, kept=wrong, entries=30)
    assert differences() == [found]


@pytest.mark.django_db
def test_entry_event_and_sum_are_kept_together_or_not_at_all(
    expert: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = record(expert)
    before = list(Entry.objects.values()), list(EntryEvent.objects.values()), kept_sums()

    def fail(**_cell: object) -> None:
        raise DatabaseError

    monkeypatch.setattr(ledger, "add_minutes", fail)
    for write in (
        lambda: record(expert, minutes=5),
        lambda: correct_entry(entry=entry, by=expert, minutes=5, at=AT),
    ):
        with pytest.raises(DatabaseError):
            write()
    assert before == (list(Entry.objects.values()), list(EntryEvent.objects.values()), kept_sums())


def _at_once(*actions: Callable[[], object]) -> list[Exception | None]:
    """What each of them ended with."""
    gate = threading.Barrier(len(actions))
    ends: list[Exception | None] = [None] * len(actions)

    def run(number: int, action: Callable[[], object]) -> None:
        gate.wait()
        try:
            action()
        except ValidationError as refused:
            ends[number] = refused
        finally:
            connection.close()

    runs = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    return ends


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_is_kept_and_the_other_told() -> None:
    expert = make_person()
    proposal, activity = propose(expert), make_activity(expert)
    recorded = record(expert, minutes=40)
    pairs: list[tuple[Callable[[], Any], Callable[[], Any]]] = [
        (
            lambda: confirm_entry(entry=proposal, by=expert, at=AT),
            lambda: decline_entry(entry=proposal, by=expert, at=AT),
        ),
        (
            lambda: decide_activity(activity=activity, person=expert, confirm=True, at=AT),
            lambda: decide_activity(activity=activity, person=expert, confirm=True, at=AT),
        ),
        (
            lambda: correct_entry(entry=recorded, by=expert, minutes=10, at=AT),
            lambda: correct_entry(entry=recorded, by=expert, minutes=20, at=AT),
        ),
    ]
    for pair in pairs:
        ends = _at_once(*pair)
        assert [end is None for end in sorted(ends, key=bool)] == [True, False]
    assert (differences(), untold()) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_many_entries_at_once_lose_no_minute() -> None:
    expert, other = make_person(), make_person()

    def three(person: User) -> None:
        for _ in range(3):
            record(person, minutes=10, sure=True)

    assert _at_once(
        *(lambda person=person: three(person) for person in (expert, expert, other))
    ) == [*(None, None, None)]
    assert kept_sums() == {
        (expert.pk, MONDAY, "article", None): 60,
        (other.pk, MONDAY, "article", None): 30,
    }
    assert differences() == []


@pytest.mark.django_db(transaction=True)
def test_what_is_recorded_while_its_month_is_closed_is_in_it_or_an_adjustment() -> None:
    expert, administrator = make_person(), make_person()
    day = THURSDAY - timedelta(days=42)

    settled: set[int] = set()

    def close() -> None:
        close_month(month=day, by=administrator, at=AT)
        settled.update(Entry.objects.filter(is_adjustment=False).values_list("pk", flat=True))

    assert not any(_at_once(*(lambda: record(expert, day=day, minutes=5) for _ in range(3)), close))
    unmarked = Entry.objects.filter(is_adjustment=False).values_list("pk", flat=True)
    assert set(unmarked) == settled
    assert Entry.objects.count() == 3
    assert differences() == []


@pytest.mark.slow
@pytest.mark.usefixtures("migrated_file")
def test_a_writer_killed_at_any_moment_leaves_sums_events_and_entries_as_one(
    tmp_path: Path,
) -> None:
    own = {
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": "",
        "ENV_FILE": "",
        "DJANGO_SETTINGS_MODULE": "knowledge.settings",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "tests.contributions.writing_and_dying", str(KILLS), "1"],
        cwd=settings.ROOT,
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert f"{KILLS} kills, " in ended.stdout
