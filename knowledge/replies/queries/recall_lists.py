"""Lists of recalls: what one has to correct, what one oversees, and who gave the replies of one."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Exists, F, Max, Min, Q, When
from django.utils import timezone

from accounts.models import AreaOwner
from knowledge.articles.models import Article
from knowledge.articles.models.article import above
from knowledge.replies.models import Recall, RecalledReply
from knowledge.threads.models import Thread

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User

State = RecalledReply.State


@dataclass(frozen=True, slots=True)
class Extent:
    """How many replies, how many of them are to be corrected, and when the first and the last of them
    were given.
    """

    total: int = 0
    left: int = 0
    first: datetime | None = None
    last: datetime | None = None

    @property
    def done(self) -> int:
        return self.total - self.left

    @property
    def is_of_a_day(self) -> bool:
        if self.first is None or self.last is None:
            return True
        return timezone.localdate(self.first) == timezone.localdate(self.last)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Of one person's replies to correct those of one recall that stand on a page. `extent` is of all
    of them, wherever they stand: those to be corrected, or those that are settled.
    """

    recall: Recall
    is_open: bool
    extent: Extent
    rows: Sequence[RecalledReply]

    @property
    def anchor(self) -> str:
        return f"{'open' if self.is_open else 'settled'}-{self.recall.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Giver:
    """Who gave replies of a recall (None: it is not kept any more), and those that stand on a page.
    `extent` is of all of theirs.
    """

    person: User | None
    extent: Extent
    rows: Sequence[RecalledReply]


def mine_to_correct(person: User) -> QuerySet[RecalledReply]:
    """Their own replies that recalls are about: the open ones, then the others, recall by recall."""
    rows = RecalledReply.objects.filter(record__person=person)
    return (
        rows.select_related(
            "record", "recall__article", "recall__answer__thread", "recall__opened_by"
        )
        .annotate(done=_done())
        .order_by("done", "-recall__opened_at", "-recall", "-record__created_at", "pk")
    )


def by_recall(person: User, rows: Iterable[RecalledReply]) -> list[Group]:
    """A page of `mine_to_correct`, gathered; one query."""
    shown = list(rows)
    theirs = mine_to_correct(person).filter(recall__in={row.recall_id for row in shown})
    extents = extents_of(theirs, "recall", "done")
    return [
        Group(
            recall=each[0].recall,
            is_open=not done,
            extent=extents.get((recall, done), Extent()),
            rows=each,
        )
        for (recall, done), part in groupby(shown, lambda row: (row.recall_id, _is_done(row)))
        for each in [list(part)]
    ]


def overseen_by(person: User) -> QuerySet[Recall]:
    """Recalls of what they own, gave, or lead the area of, as far as it exists for them; open first."""
    articles = Article.objects.visible_to(person).with_rights_of(person).order_by()
    articles = articles.filter(Q(owner=person) | Q(is_led=True))
    threads = Thread.objects.visible_to(person).order_by()
    led = above("answer__thread__area__path", AreaOwner.objects.filter(person=person))
    given = Q(answer__author=person) | Exists(led)
    own = Q(article__in=articles.values("pk")) | (
        Q(answer__thread__in=threads.values("pk")) & given
    )
    rows = Recall.objects.filter(own).select_related("article", "answer__thread", "opened_by")
    return rows.order_by(F("closed_at").desc(nulls_first=True), "-opened_at", "-pk")


def with_extents(recalls: Iterable[Recall]) -> list[tuple[Recall, Extent]]:
    """Each with how far it is; one query."""
    rows = list(recalls)
    extents = extents_of(RecalledReply.objects.filter(recall__in=rows), "recall")
    return [(row, extents.get((row.pk,), Extent())) for row in rows]


def replies_by_giver(recall: Recall) -> QuerySet[RecalledReply]:
    """Every reply of the recall with who gave it, by name, the open ones of each first: for who
    oversees it alone.
    """
    name = F("record__person__folded_name").asc(nulls_first=True)
    rows = recall.replies.select_related("record__person", "decided_by").annotate(done=_done())
    return rows.order_by(name, "record__person", "done", "record__created_at", "pk")


def by_giver(recall: Recall, rows: Iterable[RecalledReply]) -> list[Giver]:
    """A page of `replies_by_giver`, gathered; one query."""
    shown = list(rows)
    people = {row.record.person_id for row in shown}
    theirs = Q(record__person__in=people - {None})
    if None in people:
        theirs |= Q(record__person=None)
    extents = extents_of(recall.replies.filter(theirs), "record__person")
    return [
        Giver(
            person=each[0].record.person,
            extent=extents.get((person,), Extent()),
            rows=each,
        )
        for person, part in groupby(shown, lambda row: row.record.person_id)
        for each in [list(part)]
    ]


def extents_of(rows: QuerySet[RecalledReply], *by: str) -> dict[tuple[Any, ...], Extent]:
    """The extent of these replies for each value of the columns; one query."""
    sums = rows.order_by().values_list(*by)
    sums = sums.annotate(
        total=Count("pk"),
        left=Count("pk", filter=Q(state=State.OPEN)),
        first=Min("record__created_at"),
        last=Max("record__created_at"),
    )
    return {tuple(row[: len(by)]): Extent(*row[len(by) :]) for row in sums}


def _done() -> Case:
    return Case(When(state=State.OPEN, then=False), default=True)


def _is_done(row: RecalledReply) -> bool:
    return row.state != State.OPEN
