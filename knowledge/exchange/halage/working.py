"""When people of the demo company work, what their areas promise, and what people follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.actions.working_time import add_away, declare_working_time
from accounts.hours import read_day
from knowledge.exchange.halage.company import Company, Table
from knowledge.notifications.actions.following import follow
from knowledge.notifications.models import FollowKind
from knowledge.threads.actions.promising import keep_promise

if TYPE_CHECKING:
    from knowledge.articles.models import Article
    from knowledge.threads.models import Thread


def load_working(table: Table, company: Company) -> None:
    """Hours, days away and promises of the parsed working.toml."""
    today = timezone.localdate()
    for row in table["patterns"]:
        declare_working_time(
            person=company.person(row["person"]),
            since=today - timedelta(days=row["days_ago"]),
            week=tuple(read_day(day) for day in row["week"]),
        )
    for row in table["away"]:
        add_away(
            person=company.person(row["person"]),
            first_day=today + timedelta(days=row["from"]),
            last_day=today + timedelta(days=row["to"]),
            note=row.get("note", ""),
        )
    for row in table["promises"]:
        keep_promise(
            area=company.areas[row["area"]],
            urgency=row["urgency"],
            first_answer_minutes=row["first_answer"],
            solution_minutes=row["solution"],
        )


def load_follows(
    table: Table,
    company: Company,
    *,
    articles: Mapping[str, Article],
    threads: Mapping[str, Thread],
) -> None:
    """What each of them follows, of the same file."""
    for row in table["follows"]:
        followed = {
            FollowKind.AREA: [company.areas[slug].pk for slug in row.get("areas", ())],
            FollowKind.PERSON: [company.person(name).pk for name in row.get("people", ())],
            FollowKind.ARTICLE: [articles[slug].pk for slug in row.get("articles", ())],
            FollowKind.THREAD: [threads[key].pk for key in row.get("threads", ())],
        }
        for kind, ids in followed.items():
            for object_id in ids:
                follow(person=company.person(row["person"]), kind=kind, object_id=object_id)
