"""What waits in the demo company now: offers that stand, claims that are held, and who hears of it.

From the moment of loading on, the worker treats it as it treats everything: offers expire, claims run
out, promises are missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from accounts.working_time import calendars_of
from knowledge.contributions.models import Commitment
from knowledge.exchange.halage.thread_record import PASSED_AFTER, commitment_of, told_of_offer
from knowledge.notifications.models import Notification
from knowledge.threads.actions.offering import plan_next_look
from knowledge.threads.models import (
    Claim,
    Offer,
    OfferOutcome,
    State,
    ThreadEvent,
    Urgency,
)
from knowledge.threads.queries.lines import demand_of, form_line
from knowledge.threads.queries.promises import promise_of
from knowledge.threads.record import THREAD
from knowledge.threads.routing.eligibility import USUAL_MINUTES
from knowledge.threads.routing.promises import claim_ends, offer_ends

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.exchange.halage.thread_record import Record
    from knowledge.exchange.halage.threads import Story

Kind = Notification.Kind

_TOLD_FOR: Final = timedelta(days=7)
"""What is older was read long ago and is in no inbox."""

_WORD: Final = 160


def load_waiting(stories: Iterable[Story], record: Record) -> None:
    """Whom each waiting question was offered to or who holds it, and what the worker does next."""
    stories = list(stories)
    for story in stories:
        _passed(story, record)
        until = _offered(story, record) or _claimed(story, record)
        if story.state in {State.OPEN, State.CLAIMED}:
            plan_next_look(story.thread, at=record.clock.now, until=until or record.clock.now)
    since = record.clock.now - _TOLD_FOR
    told = (line for story in stories for line in _told(story, record))
    Notification.objects.bulk_create(line for line in told if line.created_at >= since)


def _passed(story: Story, record: Record) -> None:
    for row in story.row.get("passed", ()):
        person = record.company.person(row["by"])
        at = record.clock.after(story.asked_at, PASSED_AFTER)
        role, facts = record.reasons_for(story, person)
        offer = Offer.objects.create(
            thread=story.thread,
            person=person,
            role=role,
            reasons=facts,
            minutes=USUAL_MINUTES[Urgency(story.thread.urgency)],
            offered_at=story.asked_at,
            expires_at=at,
            outcome=OfferOutcome.PASSED,
            ended_at=at,
            word=row["word"],
        )
        told_of_offer(record, offer)
        record.add(story, ThreadEvent.Verb.PASSED, at, person, word=row["word"])


def _offered(story: Story, record: Record) -> datetime | None:
    """Until when its offer stands: offered at the moment of loading, with who comes next as ranked then."""
    name = story.row.get("offered_to")
    if name is None:
        return None
    person, now, thread = record.company.person(name), record.clock.now, story.thread
    demand = demand_of(thread, now)
    formed = form_line(thread, now, demand=demand)
    ranked = [place for place in formed if place.person_id == person.pk]
    line = [place for place in formed if place.person_id != person.pk]
    role, facts = record.reasons_for(story, person)
    if ranked:
        role, facts = ranked[0].role, ranked[0].facts
    calendar = calendars_of([person.pk])[person.pk]
    offer = Offer.objects.create(
        thread=thread,
        person=person,
        role=role,
        reasons=facts,
        line=[place.as_row() for place in line],
        minutes=demand.minutes,
        offered_at=now,
        expires_at=offer_ends(calendar, Urgency(thread.urgency), now),
    )
    told_of_offer(record, offer)
    return offer.expires_at


def _claimed(story: Story, record: Record) -> datetime | None:
    """Until when it is held; the minutes are committed as by any claim."""
    name = story.row.get("claimed_by")
    if name is None:
        return None
    thread, urgency = story.thread, Urgency(story.thread.urgency)
    person = record.company.person(name)
    at = record.clock.claimed(story.row, story.asked_at)
    claim = Claim.objects.create(
        thread=thread,
        person=person,
        minutes=USUAL_MINUTES[urgency],
        claimed_at=at,
        holds_until=claim_ends(
            calendars_of([person.pk])[person.pk],
            urgency,
            at,
            due=thread.solution_due_at,
            promise=promise_of(thread.area, urgency),
        ),
    )
    commitment = commitment_of(claim)
    commitment.full_clean()
    Commitment.objects.bulk_create([commitment])
    thread.state_at = at
    thread.save(update_fields=["state_at"])
    record.add(story, ThreadEvent.Verb.CLAIMED, at, person, claim=claim.pk)
    return claim.holds_until


def _told(story: Story, record: Record) -> Iterator[Notification]:
    """What people still find in their inboxes of the last days."""
    person = record.company.person
    row, now = story.row, record.clock.now
    if name := row.get("offered_to"):
        yield _line(story, person(name), story.asker, Kind.OFFER, now)
    if name := row.get("claimed_by"):
        yield _line(story, story.asker, person(name), Kind.CLAIMED, story.thread.state_at)
    for needs in row.get("needs", ()) if story.state == State.NEEDS_INFO else ():
        at = story.asked_info_at or now
        by, word = person(needs["by"]), needs["word"]
        yield _line(story, story.asker, by, Kind.NEEDS_INFO, at, word=word)
    for reply in story.replies:
        author, word = reply.answer.author, _start_of(reply.row["body"])
        yield _line(story, story.asker, author, Kind.ANSWER, reply.at, word=word)
        if reply.accepted_at is not None:
            at = reply.accepted_at
            yield _line(story, author, story.asker, Kind.SOLUTION, at, word=word)


def _line(
    story: Story, person: User, actor: User, kind: Kind, at: datetime, *, word: str = ""
) -> Notification:
    return Notification(
        person=person,
        actor=actor,
        kind=kind,
        subject_kind=THREAD,
        subject_id=story.thread.pk,
        title=story.thread.title,
        url=story.thread.get_absolute_url(),
        word=word,
        created_at=at,
    )


def _start_of(body: str) -> str:
    """The first words of an answer that are no mark of an audience."""
    first = next(line for line in body.splitlines() if line and not line.startswith("///"))
    return first if len(first) <= _WORD else f"{first[:_WORD].rsplit(' ', 1)[0]}…"
