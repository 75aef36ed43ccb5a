"""Which searches failed, as the metrics dictionary defines it, and their counts.

Failed search = nothing answered, or nothing was opened or copied and, within 60 seconds, the same
person searched for something else, asked a thread, or left (`shared/research/features.md`, 5b). What
"answered" means is decided by search: only good matches count. Programs don't look for anything, so
searches of the API are left out. Those of the reply panel count, and know that they are: somebody looks
at what they found, though another tool may have handed over the words.

One search may be several rows of the log: typing that was written by two processes, or the same
words looked at again through another filter or on the next page. They are one search, which has the
last row's results and any row's outcome. Searching again for the same words is not a new search.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from knowledge.search.models import SearchLog
from knowledge.search.searchlog import continues, is_of_one_place

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

ABANDONED: Final = timedelta(seconds=60)
"""How soon after a search the next one, a thread or an exit says that it led nowhere."""

FollowUps = Mapping[int, Sequence[datetime]]
"""By person, in order: when they asked somebody instead."""

FollowUp = Callable[[datetime, datetime], Iterable[tuple[int, datetime]]]

_READ_AT_ONCE: Final = 2_000
_follow_ups: dict[str, FollowUp] = {}


class Row(NamedTuple):
    """What is read of a row of the log: a tuple, because a page may read 100,000."""

    person_id: int
    at: datetime
    words: str
    folded_words: str
    total: int
    outcome: str
    left_at: datetime | None
    source: str = SearchLog.Source.PAGE


class Search(NamedTuple):
    """One search of one person, and what came of it. Shown to nobody but the person."""

    person_id: int
    at: datetime
    words: str
    folded_words: str
    is_empty: bool
    is_used: bool
    is_failed: bool
    is_of_panel: bool = False


@dataclass(slots=True)
class Counts:
    """Numerators and their denominator, `searches`.

    `no_result`: nothing answered. `no_click`: nothing opened or copied (1 − click-through, so the
    searches without a result are among them). `unopened`: something answered, nothing was opened.
    """

    searches: int = 0
    no_result: int = 0
    no_click: int = 0
    unopened: int = 0
    failed: int = 0

    def add(self, search: Search) -> None:
        self.searches += 1
        self.no_result += search.is_empty
        self.no_click += not search.is_used
        self.unopened += not search.is_used and not search.is_empty
        self.failed += search.is_failed

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.searches + other.searches,
            self.no_result + other.no_result,
            self.no_click + other.no_click,
            self.unopened + other.unopened,
            self.failed + other.failed,
        )

    @property
    def rate(self) -> float | None:
        """Failed searches / searches; None is "no data"."""
        return self.failed / self.searches if self.searches else None


def register_follow_up(name: str, find: FollowUp) -> None:
    """Another way to give a search up: `find(since, until)` answers who asked somebody, and when.

    Threads register theirs in `AppConfig.ready`. A second registration of a name replaces the first.
    """
    _follow_ups[name] = find


def forget_follow_up(name: str) -> None:
    """Take it out again: for tests."""
    _follow_ups.pop(name, None)


def searches_between(
    since: datetime, until: datetime, people: QuerySet[User] | None = None
) -> Iterator[Search]:
    """Every search from `since` to before `until`, person by person; `people` None means all.

    One query (and one of each follow-up) that is streamed, so memory doesn't grow with the log: 1 s
    for 100,000 rows. Rows up to a minute later are read too, because they decide about the last ones.
    """
    end = until + ABANDONED
    log = SearchLog.objects.filter(at__gte=since, at__lt=end).exclude(source=SearchLog.Source.API)
    if people is not None:
        log = log.filter(person__in=people)
    ordered = log.order_by("person_id", "at", "id").values_list(*Row._fields)
    rows = map(Row._make, ordered.iterator(chunk_size=_READ_AT_ONCE))
    found = judge(rows, _asked_between(since, end))
    return (search for search in found if search.at < until)


def judge(rows: Iterable[Row], asked: FollowUps | None = None) -> Iterator[Search]:
    """The searches in these rows, which come person by person and in order of time."""
    waiting: Row | None = None
    for row in rows:
        if waiting is not None and is_same_search(waiting, row):
            waiting = row._replace(outcome=row.outcome or waiting.outcome)
            continue
        if waiting is not None:
            yield _judged(waiting, row, asked or {})
        waiting = row
    if waiting is not None:
        yield _judged(waiting, None, asked or {})


def is_same_search(before: Row, after: Row) -> bool:
    """Whether the later row is still the same search of the same person.

    Either typing went on (`searchlog.continues`), or the same words were looked at again within
    ABANDONED: another filter, the next page, the way back from a result.
    """
    if before.person_id != after.person_id or not is_of_one_place(before, after):
        return False
    again = before.folded_words == after.folded_words and after.at - before.at <= ABANDONED
    return again or continues(before, after)


def _judged(row: Row, following: Row | None, asked: FollowUps) -> Search:
    is_empty, is_used = row.total == 0, bool(row.outcome)
    went_on = following is not None and following.person_id == row.person_id
    gave_up = (
        _is_soon(row, following.at if following and went_on else None)
        or _is_soon(row, row.left_at)
        or _is_soon(row, _first_after(asked.get(row.person_id, ()), row.at))
    )
    return Search(
        person_id=row.person_id,
        at=row.at,
        words=row.words,
        folded_words=row.folded_words,
        is_empty=is_empty,
        is_used=is_used,
        is_failed=is_empty or (not is_used and gave_up),
        is_of_panel=row.source == SearchLog.Source.PANEL,
    )


def _is_soon(row: Row, then: datetime | None) -> bool:
    """A page that was left before the search was typed further says nothing about it."""
    return then is not None and timedelta(0) <= then - row.at <= ABANDONED


def _first_after(times: Sequence[datetime], moment: datetime) -> datetime | None:
    place = bisect_left(times, moment)
    return times[place] if place < len(times) else None


def _asked_between(since: datetime, until: datetime) -> FollowUps:
    found: dict[int, list[datetime]] = {}
    for find in _follow_ups.values():
        for person_id, at in find(since, until):
            found.setdefault(person_id, []).append(at)
    return {person_id: sorted(times) for person_id, times in found.items()}
