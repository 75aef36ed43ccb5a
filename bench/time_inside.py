"""What `bench.time_figures` runs in the copy: fills it, measures, prints.

python -m bench.time_inside --experts N --weeks N --entries N
"""

import argparse
import gc
import os
import time
from collections.abc import Callable
from datetime import date

import django

django.setup()

from django.conf import settings  # noqa: E402 - models need the setup
from django.core.cache import caches  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import Team, User  # noqa: E402
from bench import time_rows as rows  # noqa: E402
from bench.load import percentiles  # noqa: E402
from knowledge.contributions.actions.entries import record_entry  # noqa: E402
from knowledge.contributions.actions.looking import look_at_team  # noqa: E402
from knowledge.contributions.models import Entry, Kind, WeekSum  # noqa: E402
from knowledge.contributions.periods import company_day  # noqa: E402
from knowledge.contributions.queries.company import company_figures  # noqa: E402
from knowledge.contributions.queries.figures import gauge_of, own_figures, today_of  # noqa: E402

ROUNDS = 30
WARM_UP = 3
AIM_TEAM, AIM_DIVISION, AIM_COMPANY, AIM_ENTRY = 50, 250, 500, 15


def said(measure: str, figure: str, note: str = "") -> None:
    print(f"| {measure} | {figure} | {note} |", flush=True)


def measure(what: str, action: Callable[[], object], *, aim: int = 0, rounds: int = ROUNDS) -> None:
    """Median and 95th percentile; in brackets those of the processor's time of this process."""
    for _ in range(WARM_UP):
        action()
    taken, used = [], []
    for _ in range(rounds):
        started, cpu = time.perf_counter(), time.process_time()
        action()
        used.append((time.process_time() - cpu) * 1000)
        taken.append((time.perf_counter() - started) * 1000)
    with CaptureQueriesContext(connection) as found:
        action()
    figure = "{:.1f} / {:.1f} ms ({:.1f} / {:.1f})".format(*percentiles(taken), *percentiles(used))
    note = f"{len(found)} queries"
    said(f"{what} (aim {aim} ms)" if aim else what, figure, note)


def fresh(pk: int) -> User:
    """As a request has it: nothing remembered of an earlier one."""
    return User.objects.select_related("team").get(pk=pk)


def page(person: User, path: str) -> Callable[[], object]:
    """The whole page, middleware and template too, as the server answers it."""
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0].lstrip(".") or "localhost")
    client.force_login(person)

    def ask() -> object:
        answer = client.get(path)
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        return answer

    return ask


def measure_all(options: argparse.Namespace) -> None:
    now = timezone.now()
    today = company_day(now)
    started = time.perf_counter()
    if not options.filled:
        rows.make_company(options.experts, today)
        rows.fill(options.weeks, options.entries, today)
    expert, boss, head, administrator = rows.viewers()
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    print(
        f"On {connection.vendor}, {options.experts} experts, {Entry.objects.count():,} entries, "
        f"{WeekSum.objects.count():,} sums, filled in {time.perf_counter() - started:.0f} s, "
        f"load average {load}\n\n| measure | p50 / p95 (processor) | |\n|---|---|---|",
        flush=True,
    )
    gc.collect()
    gc.freeze()  # as the supervisor does before it forks
    _measure_figures(boss, head, administrator, today)
    _measure_own(expert, today)
    path = "/insights/time/"
    measure("page of a team of 12", page(boss, path), aim=AIM_TEAM)
    measure("page of a division of 1,000", page(head, path), aim=AIM_DIVISION)
    measure("page of the company", page(administrator, f"{path}company/"), aim=AIM_COMPANY)
    measure("page of capacity and demand by area", page(administrator, f"{path}areas/"))
    measure("page of one's own time", page(expert, "/time/"))


def _measure_figures(boss: User, head: User, administrator: User, today: date) -> None:
    """Of teams and of the company, without their pages."""
    team = boss.managed_teams.get()
    division = head.managed_teams.get()

    def team_of(viewer: User, shown: Team, weeks: int = 13) -> Callable[[], object]:
        return lambda: look_at_team(viewer=fresh(viewer.pk), teams=[shown], weeks=weeks)

    measure("figures of a team of 12", team_of(boss, team), aim=AIM_TEAM)
    measure("the same over 52 weeks", team_of(boss, team, 52))
    measure("figures of a division of 1,000", team_of(head, division), aim=AIM_DIVISION)

    def company(*, is_kept: bool) -> object:
        if not is_kept:
            caches["local"].clear()
        return company_figures(fresh(administrator.pk), today=today)

    measure("figures of the company, kept", lambda: company(is_kept=True), aim=AIM_COMPANY)
    first = "figures of the company, read anew"
    measure(first, lambda: company(is_kept=False), aim=AIM_COMPANY, rounds=10)


def _measure_own(expert: User, today: date) -> None:
    """One person's figures, and one more entry of theirs."""
    measure("one's own time", lambda: own_figures(fresh(expert.pk), today_of(expert)))
    measure("the gauge of every page", lambda: gauge_of(fresh(expert.pk)))
    minutes = iter(range(1, 10_000))

    def add() -> object:
        return record_entry(
            person=expert,
            day=today,
            minutes=next(minutes) % 5 + 1,
            kind=Kind.ANSWER,
            label="A reply",
            sure=True,
        )

    measure("adding an entry", add, aim=AIM_ENTRY)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("experts", "weeks", "entries"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--filled", action="store_true", help="the rows are there already")
    measure_all(parser.parse_args())


if __name__ == "__main__":
    main()
