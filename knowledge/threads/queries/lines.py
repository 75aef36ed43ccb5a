"""The line of those to ask: experts as ranked, then deputies, then the knowledge leads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from accounts.models import Expertise, User
from accounts.queries import owners_of
from knowledge.threads.models import Claim, ClaimOutcome, Offer, OfferOutcome, Role, Thread, Urgency
from knowledge.threads.queries.candidates import (
    People,
    among,
    candidates_for,
    minutes_for,
    read_people,
)
from knowledge.threads.routing import ranking, reasons
from knowledge.threads.routing.eligibility import Demand, WhyNot, why_not
from knowledge.threads.routing.line import MOST_DEPUTIES, MOST_EXPERTS, Place

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from knowledge.areas.models import Area
    from knowledge.threads.routing.ranking import Candidate

CHUNK: Final = 64
"""Calendars and budgets are read for so many of the best at a time, until the line stands."""
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
    return [thread.area, *thread.joined_areas.all()]


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
    candidates: Sequence[Candidate],
    areas: Sequence[Area],
    demand: Demand,
    at: datetime,
    *,
    most: int = MOST_EXPERTS,
) -> list[Ranked]:
    """The first `most` of the ranking who may be asked, exactly as ranking all of them would say.

    People are looked at in the order of the best place that they could have, with their whole time left;
    once `most` have a better place than the next could have, the rest need not be looked at (the
    threshold algorithm of Fagin, Lotem and Naor, 2003).
    """
    waiting = sorted(candidates, key=ranking.key)
    found: list[Ranked] = []
    for start in range(0, len(waiting), CHUNK):
        chunk = waiting[start : start + CHUNK]
        if len(found) >= most and found[most - 1].key < ranking.key(chunk[0]):
            break
        people = read_people([one.person_id for one in chunk], areas, at)
        judged = (judge(one, people, areas, demand) for one in chunk)
        found += [ranked for ranked in judged if ranked.against is None]
        found = sorted(found, key=lambda ranked: ranked.key)[:most]
    return found


def form_line(
    thread: Thread, at: datetime, *, demand: Demand, only_experts: bool = False
) -> list[Place]:
    """Who is to be asked, in order: the best experts, then deputies, then the knowledge leads."""
    areas = areas_of(thread)
    candidates = candidates_for(areas, at)
    line = [ranked.place() for ranked in best_experts(candidates, areas, demand, at)]
    if only_experts:
        return line
    known = {place.person_id for place in line}
    steps = next_steps(thread, candidates, areas)
    people = read_people([place.person_id for place in steps], areas, at)
    deputies = 0
    for place in steps:
        standing = people.standing(place.person_id, areas)
        if place.person_id in known or why_not(place.person_id, standing, demand, role=place.role):
            continue
        deputies += place.role == Role.DEPUTY
        if place.role == Role.LEAD or deputies <= MOST_DEPUTIES:
            known.add(place.person_id)
            line.append(place)
    return line


def next_steps(
    thread: Thread, candidates: Sequence[Candidate], areas: Sequence[Area]
) -> list[Place]:
    """Whom to ask when no expert takes it: deputies, then the knowledge leads; two queries."""
    return [*_deputies(candidates, areas), *_leads(thread)]


def _deputies(candidates: Sequence[Candidate], areas: Sequence[Area]) -> list[Place]:
    """Deputies of those who know it, the better expert's first, whoever of both has time."""
    order = {one.person_id: ranking.key(one) for one in candidates}
    above = {area_id for area in areas for area_id in area.lineage}
    rows = Expertise.objects.order_by("pk").filter(area__in=above).exclude(deputy=None)
    named = among(rows, "person", order).values_list("person_id", "area_id", "deputy_id")
    first: dict[int, Place] = {}
    for expert, area, deputy in sorted(
        (row for row in named if row[0] in order), key=lambda row: (order[row[0]], row[1])
    ):
        if deputy is not None and deputy not in first:
            facts = reasons.deputy_facts(expert, area)
            first[deputy] = Place(deputy, Role.DEPUTY, 0.0, facts)
    return list(first.values())


def _leads(thread: Thread) -> list[Place]:
    return [
        Place(lead.pk, Role.LEAD, 0.0, reasons.lead_facts(thread.area_id))
        for lead in leads_of(thread)
    ]


def leads_of(thread: Thread) -> list[User]:
    """The knowledge leads of its area; one query."""
    return owners_of(thread.area)
