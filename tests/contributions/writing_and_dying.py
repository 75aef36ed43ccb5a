"""Run as a program in a DATA_DIR of its own: writers of entries are killed again and again.

    python -m tests.contributions.writing_and_dying KILLS SEED

Two processes record, propose, decide, correct and erase for the same people; one is killed at a
random moment. After each kill the kept sums and the events say what the entries say.
"""

import os
import random
import signal
import sys
import time
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import django

django.setup()

from django.core.exceptions import ValidationError  # noqa: E402 - models need the setup
from django.db import connection  # noqa: E402

from accounts.models import User  # noqa: E402
from knowledge.contributions.actions import (  # noqa: E402
    confirm_entry,
    correct_entry,
    decline_entry,
    propose_entry,
    record_entry,
)
from knowledge.contributions.actions.retention import erase_words  # noqa: E402
from knowledge.contributions.ledger import untold  # noqa: E402
from knowledge.contributions.models import Entry, EntryEvent, Source, State  # noqa: E402
from knowledge.contributions.sums import differences  # noqa: E402
from tests.factories import make_person  # noqa: E402
from tests.migrated import migrate_own_database  # noqa: E402

PEOPLE = 2
WRITERS = 2
LONGEST_SECONDS = 0.6
AT = datetime(2026, 11, 19, 15, 0, tzinfo=UTC)


def write_on(chance: random.Random) -> None:
    """Until it is killed."""
    people = list(User.objects.all())
    while True:
        with suppress(ValidationError):
            write_one(chance.choice(people), chance)


def write_one(person: User, chance: random.Random) -> None:
    day = date(2026, 11, 19) - timedelta(days=chance.randrange(30))
    minutes, kind = chance.randrange(1, 90), chance.choice(["article", "review"])
    said = {"person": person, "day": day, "minutes": minutes, "kind": kind, "at": AT}
    entry = Entry.objects.of(person).order_by("?").first()
    match chance.randrange(6):
        case 0:
            record_entry(sure=True, label="words", **said)  # type: ignore[arg-type]
        case 1:
            propose_entry(source=Source.PLAN, **said)  # type: ignore[arg-type]
        case 2 if entry:
            confirm_entry(entry=entry, by=person, minutes=minutes, sure=True, at=AT)
        case 3 if entry:
            decline_entry(entry=entry, by=person, at=AT)
        case 4 if entry:
            erase_words(person=person, at=AT, at_once=3)
        case _ if entry:
            correct_entry(
                entry=entry, by=person, minutes=minutes // 2, kind=kind, day=day, sure=True, at=AT
            )


def in_child(seed: int) -> int:
    """A writer in a new process."""
    connection.close()
    pid = os.fork()
    if pid:
        return pid
    try:
        write_on(random.Random(seed))
    except BaseException as error:  # noqa: BLE001 - the child says why it ends, and ends
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    os._exit(1)


def main() -> None:
    kills, chance = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    migrate_own_database(Path(connection.settings_dict["NAME"]))
    for _ in range(PEOPLE):
        make_person()
    writers = [in_child(chance.randrange(1_000_000)) for _ in range(WRITERS)]
    for _ in range(kills):
        time.sleep(chance.uniform(0.05, LONGEST_SECONDS))
        victim = writers.pop(0)
        os.kill(victim, signal.SIGKILL)
        _pid, status = os.waitpid(victim, 0)
        assert os.WIFSIGNALED(status), "a writer ended by itself"
        check()
        writers.append(in_child(chance.randrange(1_000_000)))
    for pid in writers:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    check()
    counted = Entry.objects.filter(state=State.CONFIRMED).count()
    assert counted > kills, "the writers hardly wrote"
    sys.stdout.write(f"{kills} kills, {EntryEvent.objects.count()} events\n")


def check() -> None:
    """In one read of the database, since the other writer goes on."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        try:
            assert not differences(), differences()
            assert not untold(), "an entry is not what its last event says"
        finally:
            cursor.execute("ROLLBACK")


if __name__ == "__main__":
    main()
