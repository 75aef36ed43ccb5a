"""Forgetting who searched what: after SEARCH_LOG_DAYS only counts of a day stay.

A day is one of the company's TIME_ZONE. It is folded whole, in one transaction: its counts are
written and its rows deleted, or neither, so a worker may be killed at any moment. What comes in for
a day that was folded before (a restored archive) is added to it.

The words of a cluster stay only if WORDS_SHARED_BY different people searched so on that day: a name
or a number that one person typed must not outlive the log. Of the other clusters only a keyed
digest of the stems is kept, by which later counts of the same words can be added up, and nothing can
be read. Searches of programs are deleted and not counted: they are nobody looking for something.
"""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.crypto import salted_hmac

from knowledge.search.clusters import key_of, plain_words, stems_of
from knowledge.search.failures import Counts, Search, searches_between
from knowledge.search.models import SearchDay, SearchLog

log = logging.getLogger("terroir.search")

FOLD_SECONDS: Final = 3600
WORDS_SHARED_BY: Final = 3
_DIGEST_MARK: Final = "#"
_DIGEST_LENGTH: Final = 32
_COUNTED: Final = ("searches", "no_result", "no_click", "failed", "people")


@dataclass(slots=True)
class _Cluster:
    """One cluster of one day, while the people are still known."""

    counts: Counts = field(default_factory=Counts)
    people: set[int] = field(default_factory=set)
    wordings: Counter[str] = field(default_factory=Counter)

    def add(self, search: Search, words: str) -> None:
        self.counts.add(search)
        self.people.add(search.person_id)
        self.wordings[words] += 1

    @property
    def is_shared(self) -> bool:
        return len(self.people) >= WORDS_SHARED_BY

    def commonest(self) -> str:
        """The wording typed most, the first in the alphabet among equals."""
        return min(self.wordings, key=lambda words: (-self.wordings[words], words))


def digest_of(key: str) -> str:
    """Stands for stems that must not be read; the same for the same stems and secret key."""
    sealed = salted_hmac("knowledge.search.retention", key, algorithm="sha256")
    return _DIGEST_MARK + sealed.hexdigest()[:_DIGEST_LENGTH]


def company_day(moment: datetime) -> date:
    """The day in the company's time zone."""
    return timezone.localtime(moment, ZoneInfo(settings.TIME_ZONE)).date()


def day_start(day: date) -> datetime:
    """Midnight of that day in the company's time zone."""
    return datetime.combine(day, time.min, ZoneInfo(settings.TIME_ZONE))


def first_kept_day(now: datetime | None = None) -> date:
    """The oldest day of which it is still known who searched what."""
    return company_day(now or timezone.now()) - timedelta(days=settings.SEARCH_LOG_DAYS)


def fold_old_searches() -> bool:
    """Fold the oldest day that is due; True when another one may be due too. The worker's job."""
    oldest = SearchLog.objects.filter(at__lt=day_start(first_kept_day())).aggregate(at=Min("at"))
    if oldest["at"] is None:
        return False
    forgotten = fold_day(company_day(oldest["at"]))
    log.info("%d searches of a day are now counts", forgotten)
    return True


@transaction.atomic
def fold_day(day: date) -> int:
    """Counts in the place of the day's searches; returns how many rows of the log went.

    The rows are locked first: of two workers that fold the same day the second finds nothing left.
    """
    since, until = day_start(day), day_start(day + timedelta(days=1))
    rows = SearchLog.objects.order_by().filter(at__gte=since, at__lt=until)
    locked = list(rows.select_for_update().values_list("pk", flat=True))
    if not locked:
        return 0
    clusters: dict[str, _Cluster] = {}
    for search in searches_between(since, until):
        words = plain_words(search.words)
        clusters.setdefault(key_of(stems_of(words)), _Cluster()).add(search, words)
    _write(day, clusters)
    rows.delete()
    return len(locked)


def _write(day: date, clusters: dict[str, _Cluster]) -> None:
    """Adds to what the day has already; joins the caller's transaction."""
    known = {row.cluster: row for row in SearchDay.objects.filter(day=day)}
    days = [_day_row(day, key, cluster, known) for key, cluster in clusters.items()]
    SearchDay.objects.bulk_create(
        days,
        update_conflicts=True,
        unique_fields=["day", "cluster"],
        update_fields=["words", *_COUNTED],
        batch_size=500,
    )


def _day_row(day: date, key: str, cluster: _Cluster, known: dict[str, SearchDay]) -> SearchDay:
    kept = key if cluster.is_shared else digest_of(key)
    row = SearchDay(
        day=day,
        cluster=kept,
        words=cluster.commonest() if cluster.is_shared else "",
        searches=cluster.counts.searches,
        no_result=cluster.counts.no_result,
        no_click=cluster.counts.no_click,
        failed=cluster.counts.failed,
        people=len(cluster.people),
    )
    if before := known.get(kept):
        row.words = before.words or row.words
        for name in _COUNTED:
            setattr(row, name, getattr(row, name) + getattr(before, name))
    return row
