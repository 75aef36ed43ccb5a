"""Reach: the customer replies that somebody's words served.

The formula (features.md, section 5a): “count of distinct reply records using passages credited to the
person, weighted by credit split”. A reply that used several revisions or answers of theirs counts once,
with the largest of their shares in it; replies without weight, “your words served 41 replies”, are the
same records counted as one each. The credit is the one that holds now. Articles and questions in areas
that are closed to the person don't exist for them, and are in no figure. What they told customers
themselves is none of it: nobody reaches by their own copies.

Weeks are ISO weeks of the company's calendar, by the moment at which the reply was written down.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection
from django.db.models import Case, F, IntegerField, Max, Min, Q, Value, When
from django.utils import timezone

from accounts.many import named
from knowledge.articles.models import Article
from knowledge.contributions.periods import WEEK, company_day, monday_of
from knowledge.replies.models import Credit, ReplyPassage, ReplyRecord
from knowledge.search.retention import day_start
from knowledge.threads.models import Thread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User

COMPLETE_WEEKS: Final = 12
PER_CENT: Final = 100


@dataclass(frozen=True, slots=True)
class Served:
    """So many distinct replies; `shared` is the sum of the person's per cent in each."""

    replies: int = 0
    shared: int = 0

    @property
    def reach(self) -> float:
        """Replies weighted by the credit split."""
        return self.shared / PER_CENT


@dataclass(frozen=True, slots=True)
class WeekServed:
    """One week of the trend."""

    monday: date
    served: Served


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """What one person's words served: complete weeks, the earliest first, and the week that runs.

    By channel and by outcome it is all of these weeks together; "" is what nobody said.
    """

    weeks: tuple[WeekServed, ...]
    this_week: Served
    channels: dict[str, Served]
    channels_this_week: dict[str, Served]
    outcomes: dict[str, Served]

    @property
    def latest_first(self) -> tuple[WeekServed, ...]:
        return self.weeks[::-1]

    @property
    def complete(self) -> Served:
        """The complete weeks together."""
        return Served(
            sum(week.served.replies for week in self.weeks),
            sum(week.served.shared for week in self.weeks),
        )


@dataclass(frozen=True, slots=True)
class Credited:
    """Per cent by revision and by answer version, of what exists for the person."""

    person: User
    revisions: dict[int, int]
    versions: dict[int, int]

    def __bool__(self) -> bool:
        return bool(self.revisions or self.versions)


def credited_to(person: User) -> Credited:
    """Three queries at most."""
    rows = Credit.objects.filter(person=person).values_list(
        "revision",
        "revision__article",
        "answer_version",
        "answer_version__answer__thread",
        "per_cent",
    )
    found = list(rows)
    articles = {row[1] for row in found if row[1]}
    threads = {row[3] for row in found if row[3]}
    readable = Article.objects.visible_to(person).filter(pk__in=named(articles)).order_by()
    asked = Thread.objects.visible_to(person).filter(pk__in=named(threads)).order_by()
    articles &= set(readable.values_list("pk", flat=True)) if articles else set()
    threads &= set(asked.values_list("pk", flat=True)) if threads else set()
    return Credited(
        person,
        {row[0]: row[4] for row in found if row[1] in articles},
        {row[2]: row[4] for row in found if row[3] in threads},
    )


def uses_since(credited: Credited, since: datetime) -> QuerySet[ReplyPassage]:
    """Passages that were theirs in replies that others gave since then.

    Their own replies are few and found by an index of them, so that the uses are still read from theirs
    alone.
    """
    theirs = Q()
    if credited.revisions:
        theirs |= Q(revision__in=named(credited.revisions))
    if credited.versions:
        theirs |= Q(answer_version__in=named(credited.versions))
    own = ReplyRecord.objects.filter(person=credited.person, created_at__gte=since)
    used = ReplyPassage.objects.filter(theirs, at__gte=since)
    return used.exclude(record__in=own.order_by().values("pk")).order_by()


def reach_of(person: User, now: datetime | None = None, weeks: int = COMPLETE_WEEKS) -> Reach:
    """Their reach of so many complete weeks and of the running one; four queries.

    The database folds passages into replies and replies into sums, so that the most used of authors
    costs as little to answer as others.
    """
    monday = monday_of(company_day(now or timezone.now()))
    mondays = [monday - WEEK * back for back in range(weeks, -1, -1)]
    credited = credited_to(person)
    sums = _sums(credited, mondays) if credited else []
    served = [_served(row for row in sums if row.week == n) for n in range(len(mondays))]
    return Reach(
        weeks=tuple(map(WeekServed, mondays[:-1], served[:-1])),
        this_week=served[-1],
        channels=_by_name(sums, "channel"),
        channels_this_week=_by_name((row for row in sums if row.week == weeks), "channel"),
        outcomes=_by_name(sums, "outcome"),
    )


class _Sum(NamedTuple):
    """Replies of one week, channel and outcome."""

    week: int
    channel: str
    outcome: str
    replies: int
    shared: int


def _sums(credited: Credited, mondays: Sequence[date]) -> list[_Sum]:
    """Replies and shares by week, channel and outcome; one query.

    Grouped by reply first: its largest share, and its week. What is grouped again are a few rows out of
    tens of thousands, which the ORM can only say as one filtered sum a figure: three times as slow.
    """
    starts = [day_start(day) for day in mondays]
    uses = uses_since(credited, starts[0])
    if connection.vendor == "postgresql":
        # It says nothing new, but else all records there are would be read to join them.
        uses = uses.filter(record__created_at__gte=starts[0])
    replies = uses.values("record", channel=F("record__channel"), outcome=F("record__outcome"))
    week = Case(
        *(When(at__gte=start, then=Value(n)) for n, start in reversed(list(enumerate(starts)))),
        output_field=IntegerField(),
    )
    replies = replies.annotate(week=Min(week), share=Max(_share(credited)))
    inner, values = replies.query.get_compiler(connection=connection).as_sql()
    columns = "week, channel, outcome"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns}, COUNT(*), SUM(share) FROM ({inner}) reply GROUP BY {columns}",  # noqa: S608
            values,
        )
        return [_Sum(*row) for row in cursor.fetchall()]


def _share(credited: Credited) -> Case:
    """Per cent of the revision or version, by the few different ones that there are."""
    whens = []
    for field, shares in (
        ("revision", credited.revisions),
        ("answer_version", credited.versions),
    ):
        for per_cent in sorted(set(shares.values())):
            ids = [pk for pk, share in shares.items() if share == per_cent]
            whens.append(When(**{f"{field}__in": named(ids)}, then=Value(per_cent)))
    return Case(*whens, default=Value(0), output_field=IntegerField())


def _served(sums: Iterable[_Sum]) -> Served:
    rows = list(sums)
    return Served(sum(row.replies for row in rows), sum(int(row.shared) for row in rows))


def _by_name(sums: Iterable[_Sum], name: str) -> dict[str, Served]:
    """By channel or by outcome."""
    parts: dict[str, list[_Sum]] = defaultdict(list)
    for row in sums:
        parts[getattr(row, name)].append(row)
    return {word: _served(rows) for word, rows in parts.items()}
