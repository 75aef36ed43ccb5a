"""Offering a thread to the next in line: what asking, passing on and the worker have in common.

Everything here joins the caller's transaction, in which the thread's row is held: whoever changes a
thread's offers and claims holds its row first, so that no two do.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from accounts.models import User
from accounts.working_time import calendars_of
from knowledge.contributions.actions import end_commitment
from knowledge.notifications.models import Notification
from knowledge.threads.clock import set_state
from knowledge.threads.models import (
    Claim,
    ClaimOutcome,
    Offer,
    OfferOutcome,
    Role,
    State,
    Thread,
    ThreadEvent,
    Untold,
    Urgency,
)
from knowledge.threads.queries.candidates import read_people
from knowledge.threads.queries.late import missed, told_late
from knowledge.threads.queries.lines import (
    areas_of,
    asked_already,
    demand_of,
    form_line,
    leads_of,
)
from knowledge.threads.record import THREAD, announce_change, record_event, tell
from knowledge.threads.routing.eligibility import why_not
from knowledge.threads.routing.line import Place, places
from knowledge.threads.routing.promises import offer_ends

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from accounts.calendars import Calendar
    from knowledge.threads.queries.candidates import People
    from knowledge.threads.routing.eligibility import Demand

Verb = ThreadEvent.Verb
Kind = Notification.Kind

LOOK_AGAIN: Final = {
    Urgency.NOW: timedelta(minutes=5),
    Urgency.TODAY: timedelta(hours=1),
    Urgency.WEEK: timedelta(hours=1),
}
"""When nobody can be asked: after how long it is looked for somebody again."""

ASK_AGAIN: Final = {
    Urgency.NOW: timedelta(hours=1),
    Urgency.TODAY: timedelta(days=1),
    Urgency.WEEK: timedelta(days=2),
}
"""When everybody has been asked in vain: how long after the last offer the line is formed anew. A
question never falls silent."""


@dataclass(frozen=True, slots=True)
class Later:
    """What the worker writes for many threads in one go, at the end of its transaction."""

    events: list[ThreadEvent] = field(default_factory=list)
    untold: list[Untold] = field(default_factory=list)
    changed: list[Thread] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """What was read for many threads at once, so that one hand-over costs few queries of its own.

    All by thread but `people` and `persons`: who was asked already, what an answer takes, the last offer,
    of which promises was told. With `later`, what can wait is put there, else it is written at once.
    """

    people: People | None = None
    persons: Mapping[int, User] = field(default_factory=dict)
    asked: dict[int, frozenset[int]] = field(default_factory=dict)
    minutes: Mapping[int, int] = field(default_factory=dict)
    latest: Mapping[int, Offer] = field(default_factory=dict)
    told_late: Mapping[int, Collection[str]] = field(default_factory=dict)
    later: Later | None = None


def offer_next(
    thread: Thread,
    *,
    at: datetime,
    line: Sequence[Place] = (),
    known: Known | None = None,
) -> Offer | None:
    """Offer it to the first of `line` who may be asked now; of a new line when that is exhausted.

    None when nobody can be asked: the leads and the asker are told so once. In the caller's transaction.
    """
    known = known or Known()
    demand = _demand(thread, at, known)
    chosen, rest = _first_of(thread, line, demand, at, known)
    if chosen is None:
        formed = form_line(thread, at, demand=demand)
        chosen, rest = (formed[0], formed[1:]) if formed else (None, [])
    if chosen is None or chosen.role == Role.LEAD:
        _say_no_expert(thread, at, known)
    else:
        thread.without_expert_since = None
    if chosen is None:
        plan_next_look(thread, at=at, known=known)
        return None
    return _offer(thread, chosen, rest, minutes=demand.minutes, at=at, known=known)


def _demand(thread: Thread, at: datetime, known: Known) -> Demand:
    asked, minutes = known.asked.get(thread.pk), known.minutes.get(thread.pk)
    if asked is None:
        asked = asked_already([thread])[thread.pk]
    return demand_of(thread, at, asked, minutes=minutes)


def _first_of(
    thread: Thread, line: Sequence[Place], demand: Demand, at: datetime, known: Known
) -> tuple[Place | None, list[Place]]:
    """The first who may still be asked, and who comes after them."""
    if not line:
        return None, []
    areas = areas_of(thread)
    people = known.people or read_people([place.person_id for place in line], areas, at)
    for number, place in enumerate(line):
        standing = people.standing(place.person_id, areas)
        if why_not(place.person_id, standing, demand, role=place.role) is None:
            time = {"time": standing.left >= demand.minutes} if "time" in place.facts else {}
            return replace(place, facts=place.facts | time), list(line[number + 1 :])
    return None, []


def _offer(
    thread: Thread, place: Place, rest: Sequence[Place], *, minutes: int, at: datetime, known: Known
) -> Offer:
    person = known.persons.get(place.person_id) or User.objects.get(pk=place.person_id)
    calendar = calendar_of(person.pk, known=known)
    offer = Offer.objects.create(
        thread=thread,
        person=person,
        role=place.role,
        score=place.score,
        reasons=place.facts,
        line=[following.as_row() for following in rest],
        minutes=minutes,
        offered_at=at,
        expires_at=offer_ends(calendar, Urgency(thread.urgency), at),
    )
    verb = Verb.OFFERED if place.role == Role.EXPERT else Verb.ESCALATED
    detail = {"person": person.pk, "role": str(place.role), "offer": offer.pk}
    note(thread, actor=person, verb=verb, at=at, detail=detail, known=known)
    plan_next_look(thread, at=at, until=offer.expires_at, known=known)
    send(thread, person=person, kind=Kind.OFFER, at=at, actor=thread.asker, known=known)
    return offer


def calendar_of(person_id: int, *, known: Known | None = None) -> Calendar:
    """Read with others' where it was, else three queries."""
    if known is not None and known.people is not None and person_id in known.people.calendars:
        return known.people.calendars[person_id]
    return calendars_of([person_id])[person_id]


def note(
    thread: Thread,
    *,
    actor: User | None,
    verb: ThreadEvent.Verb,
    at: datetime,
    detail: dict[str, object] | None = None,
    known: Known | None = None,
) -> None:
    """Add to the record, now or with the others'. In the caller's transaction."""
    if known is None or known.later is None:
        record_event(thread, actor=actor, verb=verb, at=at, detail=detail)
        return
    event = ThreadEvent(thread=thread, actor=actor, verb=verb, at=at, detail=detail or {})
    known.later.events.append(event)


def send(
    thread: Thread,
    *,
    person: User,
    kind: Kind,
    at: datetime,
    actor: User | None = None,
    known: Known | None = None,
) -> None:
    """Tell them, now or right after the worker's transaction. In the caller's transaction."""
    if known is None or known.later is None:
        tell([person], actor=actor, kind=kind, thread=thread, at=at)
        return
    is_now = thread.urgency == Urgency.NOW
    untold = Untold(thread=thread, person=person, actor=actor, kind=kind, is_now=is_now, at=at)
    known.later.untold.append(untold)


def say_late(thread: Thread, *, at: datetime, known: Known | None = None) -> None:
    """The leads hear once of each promise that was not kept. In the caller's transaction."""
    past = missed(thread, at)
    if not past:
        return
    known = known or Known()
    told = known.told_late.get(thread.pk)
    if told is None:
        told = told_late([thread.pk]).get(thread.pk, set())
    new = [name for name in past if name not in told]
    for name in new:
        note(thread, actor=None, verb=Verb.LATE, at=at, detail={"promise": name}, known=known)
    for lead in in_charge(thread) if new else ():
        send(thread, person=lead, kind=Kind.LATE, at=at, known=known)


def in_charge(thread: Thread) -> list[User]:
    """The leads of its area; the administrators of one that has none."""
    return leads_of(thread) or list(User.objects.administrators())


def _say_no_expert(thread: Thread, at: datetime, known: Known) -> None:
    """The leads and the asker are told once, until somebody could be asked again."""
    if thread.without_expert_since is not None:
        return
    thread.without_expert_since = at
    note(thread, actor=None, verb=Verb.NO_EXPERT, at=at, known=known)
    for person in {p.pk: p for p in (thread.asker, *in_charge(thread))}.values():
        send(thread, person=person, kind=Kind.NO_EXPERT, at=at, known=known)


def plan_next_look(
    thread: Thread,
    *,
    at: datetime,
    until: datetime | None = None,
    known: Known | None = None,
) -> None:
    """Save when the worker has to look at it: at the end of an offer or a claim, at the next promise
    that nobody has been told of, and, while nobody is asked, before long. In the caller's transaction.
    """
    moments = [
        until or at + LOOK_AGAIN[Urgency(thread.urgency)],
        *_promises_ahead(thread, at, known),
    ]
    thread.route_at = min(moments) if thread.state in {State.OPEN, State.CLAIMED} else None
    thread.save(
        update_fields=[
            "route_at",
            "routing_since",
            "without_expert_since",
            "first_answer_due_at",
            "solution_due_at",
        ]
    )


def _promises_ahead(thread: Thread, at: datetime, known: Known | None) -> list[datetime]:
    """When promises fall due; now, for one that is past and of which nobody has been told.

    The worker (`known`) has told of those that are past.
    """
    first = None if thread.first_answered_at else thread.first_answer_due_at
    ahead = [due for due in (first, thread.solution_due_at) if due is not None and due > at]
    past = missed(thread, at) if known is None or known.later is None else []
    if past and set(past) - told_late([thread.pk]).get(thread.pk, set()):
        ahead.append(at)
    return ahead


def end_offer(
    thread: Thread,
    *,
    outcome: OfferOutcome,
    at: datetime,
    word: str = "",
    offer: Offer | None = None,
) -> Offer | None:
    """End the waiting offer (`offer`, when it was read already); None when there is none.

    In the caller's transaction.
    """
    if offer is None:
        waiting = thread.offers.filter(outcome=OfferOutcome.WAITING)
        offer = waiting.select_related("person").first()
    if offer is None:
        return None
    ended = Offer.objects.filter(pk=offer.pk, outcome=OfferOutcome.WAITING)
    if not ended.update(outcome=outcome, ended_at=at, word=word):
        return None
    offer.outcome, offer.ended_at, offer.word = outcome, at, word
    return offer


def end_claim(
    thread: Thread,
    *,
    outcome: ClaimOutcome,
    at: datetime,
    word: str = "",
    claim: Claim | None = None,
) -> Claim | None:
    """End the claim that is held (`claim`, when it was read already), and the minutes committed for it;
    None when there is none. In the caller's transaction.
    """
    if claim is None:
        claims = thread.claims.filter(outcome=ClaimOutcome.HELD)
        claim = claims.select_related("person", "offer").first()
    if claim is None:
        return None
    held = Claim.objects.filter(pk=claim.pk, outcome=ClaimOutcome.HELD)
    if not held.update(outcome=outcome, ended_at=at, word=word or claim.word):
        return None
    claim.outcome, claim.ended_at = outcome, at
    end_commitment(person=claim.person, subject_kind=THREAD, subject_id=thread.pk, at=at)
    return claim


def hand_on(
    thread: Thread,
    *,
    after: Offer | None,
    at: datetime,
    known: Known | None = None,
) -> Offer | None:
    """Whoever had it has it no more: open again, and the next in the line of `after` is asked; of the
    latest offer's when it was taken without one.

    While the asker has to say more nobody is: `routing.resume` asks then. In the caller's transaction.
    """
    if thread.state == State.NEEDS_INFO:
        announce_change(thread, at)
        return None
    if thread.state == State.CLAIMED:
        set_state(thread, State.OPEN, at=at)
    after = after or (known.latest.get(thread.pk) if known is not None else latest_offer(thread))
    line = places(after.line) if after is not None else []
    offer = offer_next(thread, at=at, line=line, known=known)
    if known is not None and known.later is not None:
        known.later.changed.append(thread)
    else:
        announce_change(thread, at)
    return offer


def latest_offer(thread: Thread) -> Offer | None:
    """The last of the present line; one query."""
    return thread.offers.filter(offered_at__gte=thread.routing_since or thread.asked_at).last()
