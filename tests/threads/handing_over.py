"""Run as a program in a DATA_DIR of its own: workers are killed again and again while they hand over.

    python -m tests.threads.handing_over KILLS SEED

Two worker processes hand over what runs out; one of them is killed at a random moment and started
again, and the clock goes on. After each round every question has been offered to each person once at most
in its line, has one waiting offer or waits for the next look, and nobody was told twice.
"""

import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402 - models need the setup
from django.utils import timezone  # noqa: E402

from knowledge.notifications.models import Notification  # noqa: E402
from knowledge.threads.leases import hand_over_due, tell_untold  # noqa: E402
from knowledge.threads.models import Offer, OfferOutcome, Thread, ThreadEvent, Untold  # noqa: E402
from tests.factories import make_area, make_person, make_thread  # noqa: E402
from tests.migrated import migrate_own_database  # noqa: E402
from tests.threads.people import make_expert  # noqa: E402

QUESTIONS = 60
EXPERTS = 9
WORKERS = 2
FEW = 3
LONGEST_SECONDS = 0.5
STEP = timedelta(hours=5)


def in_child(at: datetime) -> int:
    """A worker, in a new process, for which it is `at`: it ends when nothing is left to do."""
    connection.close()
    pid = os.fork()
    if pid:
        return pid
    try:
        while hand_over_due(FEW, at=at) or tell_untold(FEW):
            pass
    except BaseException as error:  # noqa: BLE001 - the child says why it ends, and ends
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        os._exit(1)
    os._exit(0)


def round_at(at: datetime, chance: random.Random) -> int:
    """Two workers, one of them killed; then both until the end. Returns how many were killed at work."""
    workers = [in_child(at) for _ in range(WORKERS)]
    time.sleep(chance.uniform(0.0, LONGEST_SECONDS))
    os.kill(workers[0], signal.SIGKILL)
    statuses = [os.waitpid(pid, 0)[1] for pid in workers]
    assert os.WIFSIGNALED(statuses[0]) or statuses[0] == 0
    assert statuses[1] == 0, "the worker that lived failed"
    assert os.waitpid(in_child(at), 0)[1] == 0
    return int(os.WIFSIGNALED(statuses[0]))


def check(at: datetime, rounds: int) -> None:
    assert not Thread.objects.filter(route_at__lte=at).exists(), "a question was forgotten"
    assert not Untold.objects.exists(), "somebody was not told"
    waiting = Counter(
        Offer.objects.filter(outcome=OfferOutcome.WAITING).values_list("thread", flat=True)
    )
    offers = Counter(Offer.objects.order_by().values_list("thread", "person"))
    assert len(waiting) == QUESTIONS, f"{QUESTIONS - len(waiting)} questions wait for nobody"
    assert max(offers.values()) == 1, "somebody was offered a question twice"
    assert len(offers) == QUESTIONS * (rounds + 1), "an offer was lost, or one was made too many"
    told = Counter(
        Notification.objects.filter(kind=Notification.Kind.OFFER).values_list(
            "subject_id", "person"
        )
    )
    assert told == offers, "somebody was told twice, or not"
    written = ThreadEvent.objects.filter(verb=ThreadEvent.Verb.OFFERED).count()
    assert written == len(offers), "the record does not tell what happened"


def main() -> None:
    kills, chance = int(sys.argv[1]), random.Random(int(sys.argv[2]))
    migrate_own_database(Path(connection.settings_dict["NAME"]))
    area, asker = make_area("Fibre"), make_person("Nadia Fournier")
    for number in range(EXPERTS):
        make_expert(area, f"Expert {number}", level=1 + number % 3)
    killed = total = 0
    while killed < kills:
        total += 1
        killed += one_life(area, asker, chance)
    sys.stdout.write(f"{killed} kills, {total} lives\n")


def one_life(area: object, asker: object, chance: random.Random) -> int:
    """Questions asked, and handed over from the first expert to the fifth."""
    Untold.objects.all().delete()
    Notification.objects.all().delete()
    Thread.objects.all().delete()
    at = timezone.now().replace(hour=9)
    at -= timedelta(days=at.weekday())
    for number in range(QUESTIONS):
        make_thread(f"Question {number}", asker=asker, area=area, urgency="now", at=at)  # type: ignore[arg-type]
    killed = 0
    for rounds in range(1, 5):
        at += timedelta(minutes=10)
        killed += round_at(at, chance)
        check(at, rounds)
    return killed


if __name__ == "__main__":
    main()
