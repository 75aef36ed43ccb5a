"""What `bench.replies` runs in the copy: fills it, measures, prints.

python -m bench.replies_inside --records N --weeks N [--filled]
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from uuid import uuid4

import django

django.setup()

from django.db import connection  # noqa: E402 - models need the setup
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from bench import reply_rows as rows  # noqa: E402
from bench.load import percentiles  # noqa: E402
from knowledge.articles.models import Article  # noqa: E402
from knowledge.replies.actions.recording import Used, record_reply  # noqa: E402
from knowledge.replies.actions.trays import collect  # noqa: E402
from knowledge.replies.queries.reach import reach_of  # noqa: E402
from knowledge.replies.queries.reach_pages import reached_passages  # noqa: E402
from knowledge.replies.queries.trays import reply_of  # noqa: E402

CONTACTS, AUTHORS, ARTICLES = 500, 200, 5_000
ROUNDS, WARM_UP = 15, 2
WRITERS, WRITE_SECONDS = 2, 5.0
AIM_REACH, AIM_RECORDS, AIM_COMPOSE = 200, 200, 30
PASSAGES = 10


def said(measure: str, figure: str, note: str = "") -> None:
    print(f"| {measure} | {figure} | {note} |", flush=True)


def measure(what: str, action: Callable[[], object], aim: int) -> None:
    """Median and 95th percentile; in brackets those of the processor's time of this process."""
    for _ in range(WARM_UP):
        action()
    taken, used = [], []
    for _ in range(ROUNDS):
        started, cpu = time.perf_counter(), time.process_time()
        action()
        used.append((time.process_time() - cpu) * 1000)
        taken.append((time.perf_counter() - started) * 1000)
    with CaptureQueriesContext(connection) as found:
        action()
    figure = "{:.1f} / {:.1f} ms ({:.1f} / {:.1f})".format(*percentiles(taken), *percentiles(used))
    said(f"{what} (aim {aim} ms)", figure, f"{len(found)} queries")


def author(number: int) -> User:
    found: User = User.objects.get(email=f"author{number}@bench.example")
    return found


def measure_reach() -> None:
    for who, number in (("the most used author", 0), ("one of 200 authors", AUTHORS // 2)):
        person = author(number)
        served = reach_of(person).complete.replies
        what = f"reach of {who}, {served:,} replies in 12 weeks"
        measure(what, partial(reach_of, person), AIM_REACH)
        measure(f"passages of {who}, 4 weeks", partial(reached_passages, person), AIM_REACH)


def measure_composing() -> None:
    person = User.objects.get(email="desk0@bench.example")
    articles = Article.objects.select_related("current__text").order_by("pk")[:PASSAGES]
    for article in articles:
        tray = collect(person=person, article=article, passage_key="short")
    measure(f"composing from {PASSAGES} passages", lambda: reply_of(tray, person), AIM_COMPOSE)


def write(number: int) -> None:
    """Records of one process for some seconds, one passage each; prints how many."""
    person = User.objects.get(email=f"desk{number}@bench.example")
    articles = list(Article.objects.select_related("current__text").order_by("pk")[:50])
    written, until = 0, time.perf_counter() + WRITE_SECONDS
    while time.perf_counter() < until:
        article = articles[written % len(articles)]
        used = Used(article=article, revision=article.live, passage_key="short")
        record_reply(person=person, used=[used], channel="phone", language="en", key=uuid4())
        written += 1
    print(written)


def measure_records() -> None:
    """Two processes at once, as two web workers write."""
    command = [sys.executable, "-m", "bench.replies_inside", "--write"]
    running = [
        subprocess.Popen([*command, str(number)], stdout=subprocess.PIPE, env=os.environ)
        for number in range(WRITERS)
    ]
    written = sum(int(process.communicate()[0]) for process in running)
    rate = written / WRITE_SECONDS
    said(f"records, {WRITERS} processes (aim {AIM_RECORDS}/s)", f"{rate:.0f}/s")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--records", type=int, default=5_000_000)
    parser.add_argument("--weeks", type=int, default=104)
    parser.add_argument("--write", type=int, default=-1)
    parser.add_argument("--filled", action="store_true", help="the rows are there already")
    options = parser.parse_args()
    if options.write >= 0:
        write(options.write)
        return
    said(f"{options.records:,} replies, {connection.vendor}", "figure")
    said("---", "---", "---")
    if not options.filled:
        started = time.perf_counter()
        contacts, _authors = rows.make_desk(CONTACTS, AUTHORS, ARTICLES)
        rows.fill(options.records, options.weeks, timezone.now(), contacts)
        said("filling", f"{time.perf_counter() - started:.0f} s")
    measure_reach()
    measure_composing()
    measure_records()


if __name__ == "__main__":
    main()
