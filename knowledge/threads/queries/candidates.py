"""What ranking needs to know of people: few queries, however many experts there are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar

from django.db import models
from django.db.models import Case, Count, ExpressionWrapper, F, Func, Max, Q, When

from accounts.models import AreaOwner, AreaRestriction, Expertise, User
from accounts.working_time import FEW, calendars_of, declared_by
from knowledge.areas.models import Area
from knowledge.areas.prepared import Prepared
from knowledge.contributions.queries import Budget, budgets, days_of
from knowledge.threads.models import Answer, Claim, ClaimOutcome, Offer, Urgency
from knowledge.threads.routing.eligibility import Standing, expected_minutes
from knowledge.threads.routing.ranking import (
    AREA_STEP,
    ASKED_DAYS,
    LEVEL_STEP,
    LOAD_DAYS,
    OLDEST,
    Field,
    recent,
    strongest,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from accounts.calendars import Calendar
    from knowledge.areas.prepared import Row

    Kind = TypeVar("Kind", bound=Model)

MOST_NAMED: Final = 500
"""Of more people than that all rows are read: binding thousands of ids costs more."""
TELLING: Final = timedelta(days=180)
MOST_TELLING: Final = 100
"""How far back, and of how many claims, the minutes are read that an answer takes."""


ANY_KIND: Final[models.Field[Any, Any]] = models.Field()
"""Of values that are taken as the database gives them."""
UNIXEPOCH_SINCE: Final = (3, 38, 0)
"""The SQLite that can do without writing a number as text first."""


class Epoch(Func):
    """A moment as whole seconds since 1970: thousands of them are read in a fraction of the time, in a
    field of no kind, so that none of them is converted once more."""

    output_field: models.Field[Any, Any] = ANY_KIND
    template = "CAST(EXTRACT(EPOCH FROM %(expressions)s) AS bigint)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        template = "unixepoch(%(expressions)s)"
        if connection.Database.sqlite_version_info < UNIXEPOCH_SINCE:
            template = "CAST(strftime('%%%%s', %(expressions)s) AS integer)"
        return self.as_sql(compiler, connection, template=template, **context)


def field_for(areas: Sequence[Area], at: datetime) -> Field:
    """Everybody active who knows one of these areas or one above, as `ranking` needs it; 5 queries."""
    steps = _steps(areas)
    load, asked = _load(at)
    return Field(
        known=strongest(_KNOWN.rows(steps), steps),
        answers=_answers(areas, at),
        load=load,
        asked=asked,
    )


def minutes_for(area: Area, urgency: Urgency, at: datetime) -> int:
    """What an answer in this area is expected to take; one query.

    Read off the claims that were answered: from taking it to the answer, in plain minutes.
    """
    spans = _TELLING.rows([area.pk], [at - TELLING])
    taken = [round((ended - claimed).total_seconds() / 60) for claimed, ended in spans if ended]
    return expected_minutes(taken, urgency)


def _telling_in(areas: Collection[int], since: Collection[datetime]) -> QuerySet[Claim, Row]:
    done = Claim.objects.order_by("-claimed_at").filter(
        outcome=ClaimOutcome.ANSWERED, thread__area__in=areas, claimed_at__gte=max(since)
    )
    return done.values_list("claimed_at", "ended_at")[:MOST_TELLING]


_TELLING = Prepared(_telling_in)


@dataclass(frozen=True, slots=True)
class Sight:
    """Who may see which areas, for a few people and areas at once: `hidden_area_ids` for many."""

    kept: Mapping[int, Sequence[str]]
    owners: Mapping[int, frozenset[int]]
    teams: Mapping[int, str]

    def sees(self, person_id: int, areas: Iterable[Area]) -> bool:
        return not self.kept or all(self._sees(person_id, area) for area in areas)

    def _sees(self, person_id: int, area: Area) -> bool:
        if self.owners.get(person_id, frozenset()).intersection(area.lineage):
            return True
        team = self.teams.get(person_id, "")
        return all(
            any(team.startswith(allowed) for allowed in self.kept[area_id])
            for area_id in area.lineage
            if area_id in self.kept
        )


@dataclass(frozen=True, slots=True)
class People:
    """How some people stand at one moment."""

    at: datetime
    active: frozenset[int]
    calendars: Mapping[int, Calendar]
    budgets: Mapping[int, Budget]
    claims: Mapping[int, int]
    sight: Sight

    def standing(self, person_id: int, areas: Iterable[Area]) -> Standing:
        calendar, budget = self.calendars[person_id], self.budgets[person_id]
        return Standing(
            is_active=person_id in self.active,
            may_see=self.sight.sees(person_id, areas),
            is_away=calendar.is_away_at(self.at),
            is_open=calendar.is_open(self.at),
            claims=self.claims.get(person_id, 0),
            left=budget.left,
            weekly=budget.weekly,
        )


def read_people(person_ids: Collection[int], areas: Iterable[Area], at: datetime) -> People:
    """A constant number of queries, two more where an area is kept to some; however many people."""
    declared = declared_by(person_ids, *days_of(at))
    return People(
        at=at,
        active=frozenset(pk for (pk,) in _rows(_ACTIVE, _active, person_ids)),
        calendars=calendars_of(person_ids, declared=declared),
        budgets=budgets(person_ids, at, declared=declared),
        claims=Counter(pk for (pk,) in _rows(_HELD, _held, person_ids)),
        sight=sight_of(person_ids, areas),
    )


def sight_of(person_ids: Collection[int], areas: Iterable[Area]) -> Sight:
    """One query, two more where one of the areas, or one above, is kept to some teams."""
    above = {area_id for area in areas for area_id in area.lineage}
    kept: dict[int, list[str]] = {}
    for area_id, path in _RESTRICTED.rows(above):
        kept.setdefault(area_id, []).append(path)
    if not kept:
        return Sight({}, {}, {})
    owners: dict[int, frozenset[int]] = {}
    owned = AreaOwner.objects.order_by().filter(area__in=above, person__is_active=True)
    for person_id, area_id in owned.values_list("person_id", "area_id"):
        owners[person_id] = owners.get(person_id, frozenset()) | {area_id}
    people = among(User.objects.active().order_by(), "pk", person_ids).exclude(team=None)
    return Sight(kept, owners, dict(people.values_list("pk", "team__path")))


def among(rows: QuerySet[Kind], field: str, person_ids: Collection[int]) -> QuerySet[Kind]:
    """Those of these people, and of others when these are very many."""
    return rows.filter(**{f"{field}__in": person_ids}) if len(person_ids) <= MOST_NAMED else rows


def _active(person_ids: Collection[int]) -> QuerySet[User, Row]:
    return among(User.objects.active().order_by(), "pk", person_ids).values_list("pk")


def _held(person_ids: Collection[int]) -> QuerySet[Claim, Row]:
    rows = Claim.objects.order_by().filter(outcome=ClaimOutcome.HELD)
    return among(rows, "person", person_ids).values_list("person_id")


def _restricted(areas: Collection[int]) -> QuerySet[AreaRestriction, Row]:
    rows = AreaRestriction.objects.order_by().filter(area__in=areas)
    return rows.values_list("area_id", "team__path")


_ACTIVE = Prepared(_active)
_HELD = Prepared(_held)
_RESTRICTED = Prepared(_restricted)


def _rows(
    prepared: Prepared,
    compose: Callable[[Collection[int]], QuerySet[Kind, Row]],
    person_ids: Collection[int],
) -> Iterable[Row]:
    """Of few people by a statement that was composed once."""
    return prepared.rows(person_ids) if len(person_ids) <= FEW else compose(person_ids)


def _steps(areas: Iterable[Area]) -> dict[int, int]:
    """By area that counts: how far it is above the nearest of these."""
    steps: dict[int, int] = {}
    for area in areas:
        for step, area_id in enumerate(reversed(area.lineage)):
            steps[area_id] = min(step, steps.get(area_id, step))
    return steps


def _known_in(areas: Collection[int]) -> QuerySet[Expertise, Row]:
    rows = Expertise.objects.order_by().filter(area__in=areas, person__is_active=True)
    confirmed = Case(When(confirmed_by=None, then=0), default=1)
    shape = F("area_id") * AREA_STEP + F("level") * LEVEL_STEP + confirmed
    return rows.values_list("person_id", ExpressionWrapper(shape, ANY_KIND))


def _accepted_in(areas: Collection[int], span: Collection[datetime]) -> QuerySet[Answer, Row]:
    rows = Answer.objects.order_by().filter(thread__area__in=areas, accepted_at__range=span)
    return rows.values_list("author_id", Epoch("accepted_at"))


def _areas_and_paths() -> QuerySet[Area, Row]:
    return Area.objects.order_by().values_list("pk", "path")


_KNOWN = Prepared(_known_in)
_ACCEPTED = Prepared(_accepted_in)
_AREAS = Prepared(_areas_and_paths)


def _answers(areas: Sequence[Area], at: datetime) -> dict[int, tuple[float, int]]:
    """By author: the decayed sum and the number of accepted answers in these areas and below."""
    paths = tuple(area.path for area in areas)
    inside = [pk for pk, path in _AREAS.rows() if path.startswith(paths)]
    return recent(_ACCEPTED.rows(inside, (at - OLDEST, at)), at.timestamp())


def _load(at: datetime) -> tuple[dict[int, int], dict[int, float]]:
    """By person: offers and claims of the last days, and when they were last offered anything.

    Grouped by an expression: by the column itself, SQLite would go through all offers ever made.
    """
    since = at - LOAD_DAYS
    load: dict[int, int] = {}
    asked: dict[int, float] = {}
    for person_id, last, count in _OFFERED.rows([at - ASKED_DAYS], [since]):
        asked[person_id], load[person_id] = float(last), count
    for person_id, count in _CLAIMED.rows([since]):
        load[person_id] = load.get(person_id, 0) + count
    return load, asked


def _offered_since(asked: Collection[datetime], load: Collection[datetime]) -> QuerySet[Offer, Row]:
    rows = Offer.objects.order_by().filter(offered_at__gt=max(asked))
    return rows.values_list(F("person_id") + 0).annotate(
        last=Max(Epoch("offered_at")), recent=Count("pk", filter=Q(offered_at__gt=max(load)))
    )


def _claimed_since(since: Collection[datetime]) -> QuerySet[Claim, Row]:
    rows = Claim.objects.order_by().filter(claimed_at__gt=max(since)).values_list("person_id")
    return rows.annotate(Count("pk"))


_OFFERED = Prepared(_offered_since)
_CLAIMED = Prepared(_claimed_since)
