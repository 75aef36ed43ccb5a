"""What `bench.routing` runs in the copy: fills it, measures, prints.

python -m bench.routing_inside --experts N --due N --queue N
python -m bench.routing_inside --work START
"""

import argparse
import gc
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta

import django

django.setup()

from django.db import connection, transaction  # noqa: E402 - models need the setup
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.actions import create_area, create_person  # noqa: E402
from bench import routing_rows as rows  # noqa: E402
from bench.copy import ROOT  # noqa: E402
from bench.load import percentiles  # noqa: E402
from knowledge.threads.actions import routing  # noqa: E402
from knowledge.threads.actions.asking import ask_thread  # noqa: E402
from knowledge.threads.leases import BATCH, hand_over_due, notice_absent, tell_untold  # noqa: E402
from knowledge.threads.models import Offer, OfferOutcome, Thread  # noqa: E402
from knowledge.threads.queries.lines import demand_of, form_line  # noqa: E402
from knowledge.threads.queries.routing import late_threads, queue_of, ranking_of  # noqa: E402

ROUNDS = 60
WARM_UP = 5
WORKERS = 2
LATER_SECONDS = 12.0
"""So much later the workers begin together, when both have started."""

PAST = 3_000


def timed(action: Callable[[], object]) -> str:
    """Median and 95th percentile; in brackets the median of the processor's time."""
    for _ in range(WARM_UP):
        action()
    taken, used = [], []
    for _ in range(ROUNDS):
        started, cpu = time.perf_counter(), time.process_time()
        action()
        used.append((time.process_time() - cpu) * 1000)
        taken.append((time.perf_counter() - started) * 1000)
    median, late = percentiles(taken)
    return f"{median:.1f} / {late:.1f} ms ({percentiles(used)[0]:.1f})"


def said(measure: str, figure: str, note: str = "") -> None:
    print(f"| {measure} | {figure} | {note} |", flush=True)


def queries_of(action: Callable[[], object]) -> str:
    with CaptureQueriesContext(connection) as found:
        action()
    return f"{len(found)} queries"


def work(start: float) -> None:
    """A worker: from the moment `start` until nothing is due and everybody has been told."""
    Thread.objects.exists()
    time.sleep(max(0.0, start - time.time()))
    began, handed, cpu = time.time(), 0, time.process_time()
    ended, used = began, 0.0
    while True:
        if found := hand_over_due():
            handed += found
            ended, used = time.time(), time.process_time() - cpu
        elif not tell_untold():
            break
    print(began, ended, handed, time.time(), used)


def hand_over_with_workers(due: int) -> None:
    start = time.time() + LATER_SECONDS
    command = [sys.executable, "-m", "bench.routing_inside", "--work", str(start)]
    running = [
        subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(WORKERS)
    ]
    told = [list(map(float, worker.communicate()[0].split())) for worker in running]
    began = min(one[0] for one in told)
    waiting = Offer.objects.filter(outcome=OfferOutcome.WAITING, thread__route_at__isnull=False)
    new = waiting.filter(offered_at__gt=timezone.now() - timedelta(minutes=5)).count()
    expired = Offer.objects.filter(outcome=OfferOutcome.EXPIRED).count()
    shares = " + ".join(f"{one[2]:.0f}" for one in told)
    said(
        f"{due} offers that run out at once, {WORKERS} workers",
        f"{max(one[1] for one in told) - began:.2f} s",
        f"{shares} handed over, {BATCH} a transaction; {sum(one[4] for one in told):.2f} s of processor",
    )
    said("until everybody has been told", f"{max(one[3] for one in told) - began:.2f} s")
    if not expired == new == due:
        sys.exit(f"an offer was lost, or made twice: {expired} ended, {new} new")


def measure(options: argparse.Namespace) -> None:
    at = timezone.now()
    lead = create_person(
        email="lead@bench.example", display_name="Lead", password="a long one it is"
    )
    area = create_area(by=None, name="Fibre", parent=None, owners=[lead])
    first = ask_thread(asker=lead, title="First?", area=area, language="en", urgency="today", at=at)
    people = rows.make_experts(area, lead, options.experts, at)
    rows.make_past(first, people, PAST, at)
    if connection.vendor == "postgresql":
        connection.cursor().execute("ANALYZE")
    gc.collect()
    gc.freeze()  # as the supervisor does before it forks
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(
        f"On {connection.vendor}, load average {load}\n\n| measure | p50 / p95 (processor) | |\n|---|---|---|"
    )
    measure_ranking(first, options.experts)
    line = form_line(first, at, demand=demand_of(first, at))
    place, experts = line[0], [one for one in line if one.role == "expert"]
    assert len(experts) == 5, f"{len(experts)} may be asked at this hour"
    rows.make_due(first, people, line, options.due, at)
    hand_over_with_workers(options.due)
    busy = rows.make_people(1, "busy")[0]
    rows.make_queue(first, busy, place, options.queue, at)
    measure_queues(busy, options.queue)


def measure_ranking(thread: Thread, experts: int) -> None:
    at = timezone.now()

    def line() -> object:
        return form_line(thread, at, demand=demand_of(thread, at))

    def start() -> None:
        with transaction.atomic():
            routing.start(Thread.objects.get(pk=thread.pk), at=timezone.now())
            transaction.set_rollback(True)

    said(f"ranking {experts} experts of one area", timed(line), queries_of(line))
    said("ranking, offer, record and message", timed(start), queries_of(start))
    first = lambda: ranking_of(thread, at).eligible[:50]  # noqa: E731
    said("the ranking, and its first 50 as a lead reads them", timed(first), queries_of(first))


def measure_queues(busy: object, count: int) -> None:
    queue = lambda: queue_of(busy)  # type: ignore[arg-type]  # noqa: E731
    late = lambda: list(late_threads().for_list()[:50])  # noqa: E731
    said(f"the first 50 of a queue of {count}", timed(queue), queries_of(queue))
    said("the 50 longest late", timed(late), queries_of(late))
    said("looking for absent people", timed(notice_absent), queries_of(notice_absent))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("experts", "due", "queue"):
        parser.add_argument(f"--{name}", type=int, default=0)
    parser.add_argument("--work", type=float, default=0.0)
    options = parser.parse_args()
    if options.work:
        work(options.work)
    else:
        measure(options)


if __name__ == "__main__":
    main()
