"""What people see of routing: their own queue with the reasons, and, for leads, the whole ranking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from accounts.models import User
from knowledge.threads.models import Offer, OfferOutcome, Role, Thread
from knowledge.threads.queries.candidates import field_for, read_people
from knowledge.threads.queries.late import areas_without_expert, late_threads
from knowledge.threads.queries.lines import (
    areas_of,
    asked_already,
    demand_of,
    judge,
    next_steps,
)
from knowledge.threads.queries.queue import QueueLine, queue_length, queue_of
from knowledge.threads.queries.why import Names, why_you
from knowledge.threads.routing import reasons
from knowledge.threads.routing.eligibility import WhyNot, why_not

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from knowledge.threads.routing.line import Place

__all__ = [
    "QueueLine",
    "Ranking",
    "RankingLine",
    "areas_without_expert",
    "late_threads",
    "queue_length",
    "queue_of",
    "ranking_of",
    "why_you",
]


@dataclass(frozen=True, slots=True)
class RankingLine:
    """One person as a lead sees them. `position` counts those who may be asked; empty for others, of
    whom `why_not` says what speaks against it. Of their time it says only whether there is any.
    """

    person: User
    role: Role
    position: int | None
    why: str
    why_not: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everybody who could be asked, first those who may, in their order. `minutes` an answer takes."""

    lines: Sequence[RankingLine]
    minutes: int

    @property
    def eligible(self) -> list[RankingLine]:
        return [line for line in self.lines if line.position is not None]

    @property
    def others(self) -> list[RankingLine]:
        return [line for line in self.lines if line.position is None]


def ranking_of(thread: Thread, at: datetime | None = None) -> Ranking:
    """For leads: every expert in order, deputies and leads after them, and who may not be asked, why.

    A constant number of queries, however many people. Who may see it is for `permissions` to say.
    """
    at = at or timezone.now()
    areas = areas_of(thread)
    demand = demand_of(thread, at, asked_already([thread])[thread.pk])
    field = field_for(areas, at)
    steps = next_steps(thread, field, areas)
    ids = {*field.known, *(step.person_id for step in steps)}
    people = read_people(ids, areas, at)
    judged = (judge(field.candidate(pk), people, areas, demand) for pk in field.known)
    rows: list[tuple[Place, WhyNot | None]] = [
        (one.place(), one.against) for one in sorted(judged, key=lambda one: one.key)
    ]
    known = {place.person_id for place, _against in rows}
    for step in steps:
        if step.person_id not in known:
            standing = people.standing(step.person_id, areas)
            rows.append((step, why_not(step.person_id, standing, demand, role=step.role)))
            known.add(step.person_id)
    return Ranking(_lines(thread, rows), demand.minutes)


def _lines(thread: Thread, rows: Sequence[tuple[Place, WhyNot | None]]) -> list[RankingLine]:
    """Those who may be asked first, numbered; names in the reader's language."""
    names = Names(None, [place.facts for place, _against in rows])
    people = User.objects.select_related("team").in_bulk([place.person_id for place, _a in rows])
    waiting = Offer.objects.filter(thread=thread, outcome=OfferOutcome.WAITING)
    asked = set(waiting.values_list("person_id", flat=True))
    lines, position = [], 0
    for place, against in sorted(rows, key=lambda row: row[1] is not None):
        position += against is None
        lines.append(
            RankingLine(
                person=people[place.person_id],
                role=place.role,
                position=position if against is None else None,
                why=reasons.why_them(place.role, place.facts, area=names.area, person=names.person),
                why_not=str(against.label) if against is not None else "",
                is_asked=place.person_id in asked,
            )
        )
    return lines
