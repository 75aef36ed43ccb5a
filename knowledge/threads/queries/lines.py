"""The line of those to ask: experts as ranked, then deputies, then the knowledge leads."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import nsmallest
from typing import TYPE_CHECKING, Final

from accounts.models import Expertise, User
from accounts.queries import owners_of
from knowledge.areas.models import Area
from knowledge.areas.prepared import Prepared, PreparedObjects
from knowledge.threads.models import Claim, ClaimOutcome, Offer, OfferOutcome, Role, Thread, Urgency
from knowledge.threads.queries.candidates import (
    People,
    field_for,
    minutes_for,
    read_people,
)
from knowledge.threads.routing import ranking, reasons
from knowledge.threads.routing.eligibility import Demand, WhyNot, why_not
from knowledge.threads.routing.line import MOST_DEPUTIES, MOST_EXPERTS, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from knowledge.areas.prepared import Row
    from knowledge.threads.routing.ranking import Candidate, Field

CHUNK: Final = 64
GROWTH: Final = 16
"""Calendars and budgets are read for so many of the best, then for so many times more, until the line
stands: few queries both when the first will do and when hardly anybody may be asked."""
_GIVEN_UP: Final = (OfferOutcome.EXPIRED, OfferOutcome.PASSED)
_NOT_KEPT: Final = (ClaimOutcome.EXPIRED, ClaimOutcome.PASSED, ClaimOutcome.RELEASED)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with the place that they have, or what speaks against asking them."""

    candidate: Candidate
    share: float
    has_time: bool
    against: WhyNot | None

    @property
    def key(self) -> ranking.Key:
        return ranking.key(self.candidate, self.share)

    def place(self) -> Place:
        facts = reasons.expert_facts(self.candidate, has_time=self.has_time)
        score = ranking.score(self.candidate, self.share)
        return Place(self.candidate.person_id, Role.EXPERT, score, facts)


def areas_of(thread: Thread) -> list[Area]:
    """Its own area first, then those asked to join."""
    return [thread.area, *joined_areas_of(thread)]


def joined_areas_of(thread: Thread) -> Iterable[Area]:
    """One query, none where they were read with the thread."""
    if "joined_areas" in getattr(thread, "_prefetched_objects_cache", {}):
        return thread.joined_areas.all()
    return _JOINED.rows([thread.pk])


def _joined(threads: Collection[int]) -> QuerySet[Area]:
    return Area.objects.filter(joined_threads__in=threads)


_JOINED: PreparedObjects[Area] = PreparedObjects(_joined)


def asked_already(threads: Collection[Thread]) -> dict[int, frozenset[int]]:
    """By thread: who let it go by, passed it on or did not keep it since the line was formed; two queries."""
    since = {thread.pk: thread.routing_since or thread.asked_at for thread in threads}
    gone: dict[int, set[int]] = {pk: set() for pk in since}
    offers = Offer.objects.order_by().filter(thread__in=since, outcome__in=_GIVEN_UP)
    for pk, person_id, at in offers.values_list("thread_id", "person_id", "offered_at"):
        if at >= since[pk]:
            gone[pk].add(person_id)
    claims = Claim.objects.order_by().filter(thread__in=since, outcome__in=_NOT_KEPT)
    for pk, person_id, ended in claims.values_list("thread_id", "person_id", "ended_at"):
        if ended is not None and ended >= since[pk]:
            gone[pk].add(person_id)
    return {pk: frozenset(people) for pk, people in gone.items()}


def demand_of(
    thread: Thread, at: datetime, asked: Collection[int] = (), *, minutes: int | None = None
) -> Demand:
    """What answering it asks of somebody; one query unless the expected minutes are known."""
    urgency = Urgency(thread.urgency)
    return Demand(
        asker_id=thread.asker_id,
        urgency=urgency,
        minutes=minutes_for(thread.area, urgency, at) if minutes is None else minutes,
        asked=frozenset(asked),
    )


def judge(candidate: Candidate, people: People, areas: Sequence[Area], demand: Demand) -> Ranked:
    """How one candidate stands for this question."""
    standing = people.standing(candidate.person_id, areas)
    return Ranked(
        candidate,
        share=standing.share,
        has_time=standing.left >= demand.minutes,
        against=why_not(candidate.person_id, standing, demand),
    )


def best_experts(
    field: Field,
    areas: Sequence[Area],
    demand: Demand,
    at: datetime,
    *,
    most: int = MOST_EXPERTS,
    also: Collection[int] = (),
) -> tuple[list[Ranked], People]:
    """The first `most` of the ranking who may be asked, exactly as ranking all of them would say; and the
    people read first, among them those of `also`.

    People are looked at in the order of the best place that they could have, with their whole time left;
    once `most` have a better place than the next could have, the rest need not be looked at (the
    threshold algorithm of Fagin, Lotem and Naor, 2003).
    """
    keys = field.best_keys()
    best = nsmallest(CHUNK + 1, keys)
    first, following = best[:CHUNK], best[CHUNK:]
    people = read_people({*also, *(key[-1] for key in first)}, areas, at)
    found = _best_of(first, field, people, areas, demand)[:most]
    if not following or _stand(found, most, following[0]):
        return found, people
    rest, size = sorted(keys)[CHUNK:], CHUNK * GROWTH
    while rest and not _stand(found, most, rest[0]):
        chunk, rest, size = rest[:size], rest[size:], size * GROWTH
        others = read_people([key[-1] for key in chunk], areas, at)
        found += _best_of(chunk, field, others, areas, demand)
        found = sorted(found, key=lambda ranked: ranked.key)[:most]
    return found, people


def _stand(found: Sequence[Ranked], most: int, following: ranking.Key) -> bool:
    """Whether they are enough, each before the best place that the following could have."""
    return len(found) >= most and found[most - 1].key < following


def _best_of(
    keys: Sequence[ranking.Key],
    field: Field,
    people: People,
    areas: Sequence[Area],
    demand: Demand,
) -> list[Ranked]:
    """Of these, who may be asked, in order."""
    judged = (judge(field.candidate(key[-1]), people, areas, demand) for key in keys)
    return sorted((one for one in judged if one.against is None), key=lambda one: one.key)


def form_line(thread: Thread, at: datetime, *, demand: Demand) -> list[Place]:
    """Who is to be asked, in order: the best experts, then deputies, then the knowledge leads."""
    areas = areas_of(thread)
    field = field_for(areas, at)
    steps = next_steps(thread, field, areas)
    also = {place.person_id for place in steps}
    ranked, people = best_experts(field, areas, demand, at, also=also)
    line = [one.place() for one in ranked]
    known = {place.person_id for place in line}
    deputies = 0
    for place in steps:
        standing = people.standing(place.person_id, areas)
        against = why_not(place.person_id, standing, demand, role=place.role)
        if against is not None or place.person_id in known:
            continue
        deputies += place.role == Role.DEPUTY
        if place.role == Role.LEAD or deputies <= MOST_DEPUTIES:
            known.add(place.person_id)
            line.append(place)
    return line


def next_steps(thread: Thread, field: Field, areas: Sequence[Area]) -> list[Place]:
    """Whom to ask when no expert takes it: deputies, then the knowledge leads; two queries."""
    return [*_deputies(field, areas), *_leads(thread)]


def _deputies(field: Field, areas: Sequence[Area]) -> list[Place]:
    """Deputies of those who know it, the better expert's first, whoever of both has time."""
    named = _DEPUTIES.rows({area_id for area in areas for area_id in area.lineage})
    order = {person: ranking.key(field.candidate(person)) for person, _area, _deputy in named}
    first: dict[int, Place] = {}
    for expert, area, deputy in sorted(named, key=lambda row: (order[row[0]], row[1])):
        if deputy is not None and deputy not in first:
            facts = reasons.deputy_facts(expert, area)
            first[deputy] = Place(deputy, Role.DEPUTY, 0.0, facts)
    return list(first.values())


def _deputies_in(areas: Collection[int]) -> QuerySet[Expertise, Row]:
    rows = Expertise.objects.order_by().filter(area__in=areas).exclude(deputy=None)
    return rows.filter(person__is_active=True).values_list("person_id", "area_id", "deputy_id")


_DEPUTIES = Prepared(_deputies_in)


def _leads(thread: Thread) -> list[Place]:
    return [
        Place(lead.pk, Role.LEAD, 0.0, reasons.lead_facts(thread.area_id))
        for lead in leads_of(thread)
    ]


def leads_of(thread: Thread) -> list[User]:
    """The knowledge leads of its area; one query."""
    return owners_of(thread.area)
