"""What failed in a period, for one viewer: figures, weeks, clusters."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.core.cache import caches
from django.db.models import Count, Max, Min, Q, Sum
from django.utils import timezone

from accounts.permissions import hidden_area_ids
from knowledge.insights.clusters import Cluster, Rest, Wording, clusters_of
from knowledge.insights.guessing import closed_words
from knowledge.insights.periods import WEEK, Calendar, Period, monday_of, period_of
from knowledge.insights.permissions import reach_of
from knowledge.search.clusters import Stems, key_of, plain_words, stems_of
from knowledge.search.failures import Counts, searches_between
from knowledge.search.models import SearchDay, SearchLog
from knowledge.search.retention import company_day, day_start, digest_of, first_kept_day
from knowledge.search.synonyms import vocabulary

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.insights.permissions import Reach
    from knowledge.search.failures import Search

GROUP: Final = 5
"""People other than the viewer, without whom nothing is told of a period or a week."""

KEPT_SECONDS: Final = 300
MOST_CLUSTERS: Final = 1_000
_FIGURES: Final = ("searches", "no_result", "no_click", "failed")


@dataclass(frozen=True, slots=True)
class Week:
    """One point of the trend; None when too few people searched."""

    monday: date
    counts: Counts | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The figures of a period. `before` is None when nothing can be compared.

    `left_out` counts the weeks that are in no figure; `forgotten` says that the log of a team does
    not reach back to the period's first day. `panel` are those of `counts` that the reply panel made:
    None where it made none, or where too few people searched in it, or anywhere else.
    """

    period: Period
    everyone: bool
    counts: Counts
    before: Counts | None
    people: int
    weeks: tuple[Week, ...]
    clusters: tuple[Cluster, ...]
    rest: Rest
    panel: Counts | None = None
    left_out: int = 0
    forgotten: bool = False

    @property
    def is_too_few(self) -> bool:
        """Whether somebody searched, and still nothing may be told."""
        return not self.counts.searches and (self.left_out > 0 or self.people > 0)


@dataclass(slots=True)
class _Tally:
    """What is added up while the log streams by."""

    counts: Counts = field(default_factory=Counts)
    before: Counts = field(default_factory=Counts)
    people: set[int] = field(default_factory=set)
    people_before: set[int] = field(default_factory=set)
    panel: Counts = field(default_factory=Counts)
    people_in_panel: set[int] = field(default_factory=set)
    people_outside: set[int] = field(default_factory=set)
    weeks: dict[date, Counts] = field(default_factory=dict)
    wordings: dict[Stems, Wording] = field(default_factory=dict)

    def wording(self, stems: Stems) -> Wording:
        known = self.wordings.get(stems)
        if known is None:
            known = self.wordings[stems] = Wording(stems)
        return known


def failures_of(user: User, days: int) -> Report:
    """The report of this viewer, at most KEPT_SECONDS old.

    Reading it anew takes five to nine queries and about 3 s for 100,000 searches.
    """
    now = timezone.now()
    hidden = sorted(hidden_area_ids(user))
    rights = hashlib.sha256(repr((hidden, user.is_lead, user.is_manager)).encode()).hexdigest()
    period = period_of(days, now, whole_weeks=not user.is_lead)
    key = f"failures:{user.pk}:{days}:{period.end:%Y%m%d}:{rights}"
    known: Report | None = caches["local"].get(key)
    if known is None:
        known = _measure(user, period, reach_of(user))
        caches["local"].set(key, known, KEPT_SECONDS)
    return known


def _measure(user: User, period: Period, reach: Reach) -> Report:
    crowds = _people_a_week(user, period, reach)
    few = {monday for monday, people in crowds.items() if people < GROUP}
    tally = _read_log(period, reach, set() if reach.everyone else few)
    if reach.everyone:
        _add_days(tally, period)
    if len(tally.people - {user.pk}) < GROUP and not _has_days(tally):
        tally.counts, tally.wordings = Counts(), {}
    synonyms = vocabulary(hidden_area_ids(user))
    shown, rest = clusters_of(
        tally.wordings.values(),
        viewer=user.pk,
        reading=synonyms.canonical if synonyms else None,
    )
    shown, rest = _without_closed_words(user, shown, rest)
    is_whole = reach.everyone or (
        period.before >= first_kept_day() and not _left_out(crowds, period, period.before)
    )
    crowd_before = len(tally.people_before - {user.pk}) >= GROUP or _has_days(tally)
    is_compared = is_whole and crowd_before and _known_since() <= period.before
    return Report(
        period=period,
        everyone=reach.everyone,
        counts=tally.counts,
        before=tally.before if is_compared else None,
        people=len(tally.people),
        weeks=tuple(_weeks(tally, period, few)),
        clusters=tuple(shown if is_compared else [replace(c, before=None) for c in shown]),
        rest=rest,
        panel=_panel(tally, period, user),
        left_out=0 if reach.everyone else _left_out(crowds, period, period.first),
        forgotten=not reach.everyone and period.first < first_kept_day(),
    )


def _known_since() -> date:
    """The first day of which there is any count: a period before it can't be compared with."""
    log = SearchLog.objects.aggregate(at=Min("at"))["at"]
    day = SearchDay.objects.aggregate(day=Min("day"))["day"]
    return min(company_day(log) if log else date.max, day or date.max)


def _people_a_week(user: User, period: Period, reach: Reach) -> dict[date, int]:
    """How many people other than the viewer searched, by Monday; one query."""
    first = monday_of(period.earliest)
    mondays = [first + WEEK * n for n in range(((period.last - first) // WEEK) + 1)]
    log = SearchLog.objects.order_by().exclude(source=SearchLog.Source.API).exclude(person=user)
    people = reach.people()
    if people is not None:
        log = log.filter(person__in=people)
    crowds = {
        f"w{number}": Count(
            "person",
            distinct=True,
            filter=Q(at__gte=day_start(monday), at__lt=day_start(monday + WEEK)),
        )
        for number, monday in enumerate(mondays)
    }
    found = log.filter(at__gte=day_start(first)).aggregate(**crowds)
    return {monday: found[f"w{number}"] for number, monday in enumerate(mondays)}


def _read_log(period: Period, reach: Reach, left_out: Collection[date]) -> _Tally:
    tally = _Tally(weeks={monday: Counts() for monday in period.weeks})
    calendar = Calendar(period.earliest, period.end)
    read: dict[str, tuple[str, Stems]] = {}
    log = searches_between(day_start(period.earliest), day_start(period.end), reach.people())
    for search in log:
        day = calendar.day(search.at)
        monday = monday_of(day)
        if monday in left_out:
            continue
        if monday in tally.weeks:
            tally.weeks[monday].add(search)
        if day < period.before:
            continue
        if (known := read.get(search.words)) is None:
            plain = plain_words(search.words)
            known = read[search.words] = plain, stems_of(plain)
        words, stems = known
        wording = tally.wording(stems)
        if day >= period.first:
            tally.counts.add(search)
            tally.people.add(search.person_id)
            _add_place(tally, search)
            wording.add(search, words, day)
        else:
            tally.before.add(search)
            tally.people_before.add(search.person_id)
            wording.add_before(search)
    return tally


def _add_place(tally: _Tally, search: Search) -> None:
    if search.is_of_panel:
        tally.panel.add(search)
        tally.people_in_panel.add(search.person_id)
    else:
        tally.people_outside.add(search.person_id)


def _panel(tally: _Tally, period: Period, user: User) -> Counts | None:
    """Days of which only counts are left do not say where somebody searched. What is left of all searches
    without those of the panel is a figure as well: it needs a crowd of its own.
    """
    crowds = (tally.people_in_panel, tally.people_outside)
    is_told = all(len(people - {user.pk}) >= GROUP for people in crowds)
    return tally.panel if is_told and period.first >= first_kept_day() else None


# Days of which only counts are left


def _add_days(tally: _Tally, period: Period) -> None:
    """Three queries, whose rows are as many as there are days and clusters.

    A digest is of a wording that is known from the log as well, or else of nobody knows what.
    """
    days: Any = SearchDay.objects.filter(day__gte=period.weeks[0], day__lt=period.end)
    for row in days.order_by().values("day").annotate(**_sums()):
        tally.weeks[monday_of(row["day"])] += _counts(row)
    now = _days_by_cluster(period.first, period.end)
    before = _days_by_cluster(period.before, period.first)
    known = {digest_of(key_of(stems)): stems for stems in tally.wordings} if now or before else {}
    for row in now:
        tally.counts += _counts(row)
        stems = known.get(row["cluster"]) or tuple(row["cluster"].split())
        floor = row["most"] if row["wording"] else 0
        tally.wording(stems).add_day(
            _counts(row), people=floor, words=row["wording"], day=row["latest"]
        )
    for row in before:
        tally.before += _counts(row)
        stems = known.get(row["cluster"]) or tuple(row["cluster"].split())
        floor = row["most"] if row["wording"] else 0
        tally.wording(stems).add_day_before(_counts(row), people=floor)


def _days_by_cluster(since: date, until: date) -> list[dict[str, Any]]:
    rows: Any = SearchDay.objects.order_by().filter(day__gte=since, day__lt=until)
    return list(
        rows.values("cluster").annotate(
            **_sums(), most=Max("people"), wording=Max("words"), latest=Max("day")
        )
    )


def _sums() -> dict[str, Sum]:
    return {f"all_{name}": Sum(name) for name in _FIGURES}


def _counts(row: dict[str, Any]) -> Counts:
    """A day keeps no count of unopened searches: those without a click that had a result."""
    searches, no_result, no_click, failed = (row[f"all_{name}"] for name in _FIGURES)
    return Counts(searches, no_result, no_click, max(0, no_click - no_result), failed)


def _has_days(tally: _Tally) -> bool:
    return any(wording.floor or wording.floor_before for wording in tally.wordings.values())


# Putting together


def _weeks(tally: _Tally, period: Period, few: Collection[date]) -> Iterator[Week]:
    kept = first_kept_day()
    for monday in period.weeks:
        is_told = monday not in few or monday + WEEK <= kept
        counts = tally.weeks[monday]
        yield Week(monday, counts if is_told and counts.searches else None)


def _left_out(crowds: dict[date, int], period: Period, since: date) -> int:
    """Weeks from then on in which somebody searched, and too few people did."""
    return sum(
        0 < people < GROUP for monday, people in crowds.items() if since <= monday < period.end
    )


def _without_closed_words(
    user: User, clusters: list[Cluster], rest: Rest
) -> tuple[list[Cluster], Rest]:
    """Clusters that name what is closed to the viewer, and those beyond MOST_CLUSTERS, join the rest."""
    closed = closed_words(user, [cluster.name for cluster in clusters])
    open_ones = [cluster for cluster in clusters if cluster.name not in closed]
    shown = open_ones[:MOST_CLUSTERS]
    gone = [cluster for cluster in clusters if cluster.name in closed] + open_ones[MOST_CLUSTERS:]
    counts = sum((cluster.counts for cluster in gone), rest.counts)
    people = max([rest.people, *(cluster.people for cluster in gone)])
    return shown, Rest(counts=counts, clusters=rest.clusters + len(gone), people=people)
