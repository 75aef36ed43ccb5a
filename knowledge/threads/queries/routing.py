"""What people see of routing: their own queue with the reasons, and, for leads, the whole ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, overload

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
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from knowledge.threads.routing.line import Place

    Row = tuple[Place, WhyNot | None]
    """What speaks against asking them, if anything."""

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


class RankingLines(Sequence[RankingLine]):
    """Lines of a ranking. Names are read, in a constant number of queries, for those that are taken: slice
    it, or go through all of it once.
    """

    def __init__(self, rows: Sequence[Row], *, asked: Collection[int], numbered: bool) -> None:
        self._rows, self._asked, self._numbered = rows, asked, numbered

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[RankingLine]:
        return iter(self[:])

    @overload
    def __getitem__(self, index: int) -> RankingLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[RankingLine]: ...
    def __getitem__(self, index: int | slice) -> RankingLine | list[RankingLine]:
        if isinstance(index, slice):
            return self._named(range(len(self._rows))[index])
        return self._named([range(len(self._rows))[index]])[0]

    def _named(self, places: Sequence[int]) -> list[RankingLine]:
        """In the reader's language."""
        rows = [(number, *self._rows[number]) for number in places]
        names = Names(None, [place.facts for _number, place, _against in rows])
        ids = [place.person_id for _number, place, _against in rows]
        people = User.objects.select_related("team").in_bulk(ids)
        return [
            RankingLine(
                person=people[place.person_id],
                role=place.role,
                position=number + 1 if self._numbered else None,
                why=reasons.why_them(place.role, place.facts, area=names.area, person=names.person),
                why_not=str(against.label) if against is not None else "",
                is_asked=place.person_id in self._asked,
            )
            for number, place, against in rows
        ]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Everybody who could be asked: those who may, in their order, and the others. `minutes` an answer
    takes.
    """

    eligible: RankingLines
    others: RankingLines
    minutes: int

    @property
    def lines(self) -> list[RankingLine]:
        return [*self.eligible, *self.others]


def ranking_of(thread: Thread, at: datetime | None = None) -> Ranking:
    """For leads: every expert in order, deputies and leads after them, and who may not be asked, why.

    A constant number of queries, however many people; the names are read of those whose lines are taken.
    Who may see it is for `permissions` to say.
    """
    at = at or timezone.now()
    areas = areas_of(thread)
    demand = demand_of(thread, at, asked_already([thread])[thread.pk])
    field = field_for(areas, at)
    steps = next_steps(thread, field, areas)
    ids = {*field.known, *(step.person_id for step in steps)}
    people = read_people(ids, areas, at)
    judged = (judge(field.candidate(pk), people, areas, demand) for pk in field.known)
    rows: list[Row] = [
        (one.place(), one.against) for one in sorted(judged, key=lambda one: one.key)
    ]
    known = {place.person_id for place, _against in rows}
    for step in steps:
        if step.person_id not in known:
            standing = people.standing(step.person_id, areas)
            rows.append((step, why_not(step.person_id, standing, demand, role=step.role)))
            known.add(step.person_id)
    waiting = Offer.objects.filter(thread=thread, outcome=OfferOutcome.WAITING)
    asked = set(waiting.values_list("person_id", flat=True))
    may = [row for row in rows if row[1] is None]
    rest = [row for row in rows if row[1] is not None]
    return Ranking(
        RankingLines(may, asked=asked, numbered=True),
        RankingLines(rest, asked=asked, numbered=False),
        demand.minutes,
    )
