"""What is asked of each product area, and who could answer: demand against capacity.

Demand is what waits for an answer now, and searches of the last 4 weeks that failed and are likely
about the area. Capacity are the minutes that its experts have left this week. An expert of an area
counts in those inside it too, as in routing; so capacities of several areas are never added up.

Minutes are told to whom sums by area are, as the sum of at least five experts other than the viewer
and those whose forecast the viewer sees, and only beside sums with which they tell of no fewer
(`crowds.tellable`), the forecast of the company among them. Whoever has no time left, which routing
says of each, or is away in the weeks ahead, is none of the five. Else it is told whether there is
time or none.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from django.db.models import Count
from django.utils import timezone

from accounts.models import Expertise
from knowledge.areas.models import Area
from knowledge.articles.models import Article
from knowledge.contributions.crowds import tellable
from knowledge.contributions.permissions import can_see_areas
from knowledge.contributions.queries import budgets
from knowledge.insights.guessing import likely_areas
from knowledge.insights.lines import MOST_GUESSED
from knowledge.insights.permissions import can_see_failures
from knowledge.insights.queries import failures_of
from knowledge.insights.time.forecast import ahead_by_person, experts_today, known_to
from knowledge.search.retention import company_day
from knowledge.threads.models import WAITING, Answer, Thread

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from accounts.models import User
    from knowledge.insights.time.forecast import Ahead

DAYS: Final = 28
MOST_IN_NEED: Final = 5
_COMPANY: Final = 0
"""No area has this number."""


class Bottleneck(Enum):
    """What keeps demand from being answered, the first that holds."""

    NO_EXPERT = "no_expert"
    NO_TIME = "no_time"
    NO_ARTICLE = "no_article"
    NOT_FOUND = "not_found"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Capacity:
    """Of `experts` people: what they have left this week, and in the weeks ahead.

    `ahead` is the upper end of the band of those weeks, `planned` the blocks planned in them.
    Minutes are None where they are not told.
    """

    experts: int = 0
    has_time: bool = False
    minutes: int | None = None
    ahead: int | None = None
    planned: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaNeed:
    """One area of its own, without those inside it. `failed` is None when it is not the viewer's to see."""

    area: Area
    waiting: int
    failed: int | None
    unopened: int
    capacity: Capacity
    articles: int

    @property
    def demand(self) -> int:
        return self.waiting + (self.failed or 0)

    @property
    def bottleneck(self) -> Bottleneck:
        if not self.capacity.experts:
            return Bottleneck.NO_EXPERT
        if not self.capacity.has_time:
            return Bottleneck.NO_TIME
        if not self.articles:
            return Bottleneck.NO_ARTICLE
        return Bottleneck.NOT_FOUND if self.unopened else Bottleneck.NOTHING


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who has answered in an area that has no expert."""

    person: User
    area: Area
    accepted: int


@dataclass(frozen=True, slots=True)
class Demand:
    """By area, the most wanted first; `quiet` counts those of which nobody wants anything."""

    rows: tuple[AreaNeed, ...]
    quiet: int
    sees_failures: bool
    candidate: Candidate | None = None

    @property
    def in_need(self) -> tuple[AreaNeed, ...]:
        """The first of those where something is missing."""
        found = (row for row in self.rows if row.bottleneck is not Bottleneck.NOTHING)
        return tuple(found)[:MOST_IN_NEED]

    @property
    def rows_in_need(self) -> int:
        return sum(row.bottleneck is not Bottleneck.NOTHING for row in self.rows)

    @property
    def waiting(self) -> int:
        return sum(row.waiting for row in self.rows)

    @property
    def failed(self) -> int:
        return sum(row.failed or 0 for row in self.rows)


def demand_of(viewer: User, reach: Sequence[Area]) -> Demand:
    """As it stands now, of the areas in the viewer's reach; a constant number of queries."""
    now = timezone.now()
    waiting = _waiting(viewer)
    failed, unopened = _failures(viewer)
    known = _experts()
    capacities = _capacities(viewer, known, now)
    articles = _articles(viewer)
    sees = can_see_failures(viewer)
    rows = [
        AreaNeed(
            area=area,
            waiting=waiting.get(area.pk, 0),
            failed=failed[area.pk] if sees else None,
            unopened=unopened[area.pk],
            capacity=capacities.get(area.pk, Capacity()),
            articles=articles.get(area.pk, 0),
        )
        for area in reach
    ]
    wanted = [row for row in rows if row.demand]
    wanted.sort(key=lambda row: (-row.demand, row.area.tree_order))
    bare = [row.area for row in wanted if row.bottleneck is Bottleneck.NO_EXPERT]
    return Demand(tuple(wanted), len(rows) - len(wanted), sees, _candidate(viewer, bare))


def people_of(known: Mapping[int, Collection[int]], area: Area) -> frozenset[int]:
    """Who knows the area or one above it."""
    return frozenset(pk for area_id in area.lineage for pk in known.get(area_id, ()))


def _waiting(viewer: User) -> dict[int, int]:
    rows = Thread.objects.visible_to(viewer).order_by().filter(state__in=WAITING)
    return dict(rows.values_list("area_id").annotate(Count("pk")))


def _failures(viewer: User) -> tuple[Counter[int], Counter[int]]:
    """Failed searches by likely area, and those of them of which something had answered."""
    failed: Counter[int] = Counter()
    unopened: Counter[int] = Counter()
    if not can_see_failures(viewer):
        return failed, unopened
    clusters = failures_of(viewer, DAYS).clusters[:MOST_GUESSED]
    clusters = tuple(cluster for cluster in clusters if cluster.counts.failed)
    likely = likely_areas(viewer, [cluster.name for cluster in clusters])
    for cluster in clusters:
        if cluster.name in likely:
            area_id = likely[cluster.name].pk
            failed[area_id] += cluster.counts.failed
            unopened[area_id] += cluster.counts.unopened
    return failed, unopened


def _experts() -> dict[int, set[int]]:
    """By area, who says of themselves that they know it; one query."""
    known: dict[int, set[int]] = defaultdict(set)
    rows = Expertise.objects.order_by().filter(person__is_active=True)
    for area_id, person_id in rows.values_list("area_id", "person_id"):
        known[area_id].add(person_id)
    return known


def _capacities(
    viewer: User, known: Mapping[int, Collection[int]], now: datetime
) -> dict[int, Capacity]:
    """Of every area, the viewer's or not, so that what is told does not depend on what is closed."""
    today = company_day(now)
    company = experts_today() if can_see_areas(viewer) else frozenset[int]()
    experts = company.union(*known.values())
    left = {pk: budget.left for pk, budget in budgets(experts, now).items()}
    ahead = ahead_by_person(experts, today)
    groups = {area.pk: people_of(known, area) for area in Area.objects.current().in_tree_order()}
    told: frozenset[int] = frozenset()
    if can_see_areas(viewer):
        present = {pk for pk in experts if left[pk] and ahead[pk].band.highest}
        beside = [(_COMPANY, company), *groups.items()]
        told = tellable(beside, present=present, known=known_to(viewer, today))
    return {pk: _capacity(people, left, ahead, is_told=pk in told) for pk, people in groups.items()}


def _capacity(
    people: Collection[int], left: Mapping[int, int], ahead: Mapping[int, Ahead], *, is_told: bool
) -> Capacity:
    has_time = any(left[pk] for pk in people)
    if not is_told:
        return Capacity(len(people), has_time)
    return Capacity(
        experts=len(people),
        has_time=has_time,
        minutes=sum(left[pk] for pk in people),
        ahead=sum(ahead[pk].band.whole_minutes for pk in people),
        planned=sum(ahead[pk].planned for pk in people),
    )


def _articles(viewer: User) -> dict[int, int]:
    """By area, how many the viewer may read; one query."""
    rows = Article.objects.visible_to(viewer).current().order_by().values_list("areas")
    return {pk: n for pk, n in rows.annotate(Count("pk")) if pk is not None}


def _candidate(viewer: User, areas: Iterable[Area]) -> Candidate | None:
    """Whose answers were retained most often in the most wanted area without an expert; two queries."""
    places = {area.pk: (place, area) for place, area in enumerate(areas)}
    if not places:
        return None
    threads = Thread.objects.visible_to(viewer).order_by().filter(area__in=list(places))
    rows = Answer.objects.order_by().filter(
        thread__in=threads.values("pk"), accepted_at__isnull=False, author__is_active=True
    )
    counted = rows.values_list("thread__area_id", "author_id").annotate(n=Count("pk"))
    best = min(counted, key=lambda row: (places[row[0]][0], -row[2], row[1]), default=None)
    if best is None:
        return None
    area_id, author_id, count = best
    person = Answer.objects.select_related("author").filter(author=author_id).first()
    return Candidate(person.author, places[area_id][1], count) if person else None
