"""Handing a thread to whom can answer it, from its asking to its end.

Everything here joins the caller's transaction, in which the thread's row is held, and saves what it
changes of the thread it is given. The state is the caller's: these keep offers, claims and clocks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from accounts.models import Expertise
from accounts.working_time import company_calendar
from knowledge.threads.actions.offering import (
    calendar_of,
    end_claim,
    end_offer,
    latest_offer,
    offer_next,
    plan_next_look,
)
from knowledge.threads.models import (
    Claim,
    ClaimOutcome,
    Offer,
    OfferOutcome,
    State,
    Thread,
    ThreadEvent,
    Urgency,
)
from knowledge.threads.queries.lines import areas_of
from knowledge.threads.queries.promises import promise_of, set_due
from knowledge.threads.routing.line import places
from knowledge.threads.routing.promises import after, claim_ends, moved_on

if TYPE_CHECKING:
    from datetime import datetime


def start(thread: Thread, *, at: datetime) -> None:
    """A question was asked: promise it an answer, and offer it to the first in line.

    In the caller's transaction.
    """
    set_due(thread, at, promise_of(thread.area, Urgency(thread.urgency)))
    thread.routing_since = at
    offer_next(thread, at=at)


def stop(thread: Thread, *, at: datetime, outcome: ClaimOutcome) -> None:
    """Nobody has to be asked any more: `outcome` is ANSWERED, or WITHDRAWN when it is not needed.

    The waiting offer is withdrawn, the claim ends: ANSWERED for who answered, WITHDRAWN for who was
    overtaken. In the caller's transaction.
    """
    end_offer(thread, outcome=OfferOutcome.WITHDRAWN, at=at)
    if outcome == ClaimOutcome.ANSWERED and not _holder_answered(thread):
        outcome = ClaimOutcome.WITHDRAWN
    end_claim(thread, outcome=outcome, at=at)
    thread.route_at = thread.without_expert_since = None
    thread.save(update_fields=["route_at", "without_expert_since"])


def pause(thread: Thread, *, at: datetime) -> None:
    """The asker has to say more: nobody is asked and nothing runs out until `resume`.

    In the caller's transaction.
    """
    thread.route_at = None
    thread.save(update_fields=["route_at"])


def resume(thread: Thread, *, at: datetime) -> None:
    """What was missing is there: what was left of each term is left from now on.

    Call it before the state is changed, while the thread still knows since when its clock stood; else the
    record is asked. Nobody who is asked or holds it: the next in line is. In the caller's transaction.
    """
    since = thread.paused_since or _asked_for_info_at(thread)
    if since is not None:
        _move_promises(thread, since=since, at=at)
    offer = thread.offers.filter(outcome=OfferOutcome.WAITING).first()
    claim = thread.claims.filter(outcome=ClaimOutcome.HELD).first()
    was, thread.state = thread.state, State.CLAIMED if claim else State.OPEN
    if claim is not None:
        end = claim.holds_until = _moved(claim, thread, claim.holds_until, since, at)
        claim.save(update_fields=["holds_until"])
        plan_next_look(thread, at=at, until=end)
    elif offer is not None:
        end = offer.expires_at = _moved(offer, thread, offer.expires_at, since, at)
        offer.save(update_fields=["expires_at"])
        plan_next_look(thread, at=at, until=end)
    else:
        last = latest_offer(thread)
        offer_next(thread, at=at, line=places(last.line) if last else ())
    thread.state = was


def restart(thread: Thread, *, at: datetime) -> None:
    """Moved, reopened, or another urgency: promises and line are made anew, and all may be asked again.

    Who holds it keeps it, unless it was moved to where they know nothing. In the caller's transaction.
    """
    promise = promise_of(thread.area, Urgency(thread.urgency))
    set_due(thread, at, promise)
    thread.routing_since = at
    end_offer(thread, outcome=OfferOutcome.WITHDRAWN, at=at)
    claim = thread.claims.filter(outcome=ClaimOutcome.HELD).select_related("person").first()
    if claim is not None and _lost_by_moving(thread, claim):
        end_claim(thread, outcome=ClaimOutcome.WITHDRAWN, at=at)
        claim = None
        if thread.state == State.CLAIMED:
            thread.state, thread.state_at = State.OPEN, at
            thread.save(update_fields=["state", "state_at"])
    if thread.state == State.NEEDS_INFO:
        pause(thread, at=at)
    elif claim is None:
        offer_next(thread, at=at)
    else:
        claim.holds_until = claim_ends(
            calendar_of(claim.person_id),
            Urgency(thread.urgency),
            at,
            due=thread.solution_due_at,
            promise=promise,
        )
        claim.save(update_fields=["holds_until"])
        plan_next_look(thread, at=at, until=claim.holds_until)


def _holder_answered(thread: Thread) -> bool:
    held = thread.claims.order_by().filter(outcome=ClaimOutcome.HELD).values("person")
    return thread.answers.filter(withdrawn_at=None, author__in=held).exists()


def _asked_for_info_at(thread: Thread) -> datetime | None:
    asked = thread.events.filter(verb=ThreadEvent.Verb.ASKED_INFO).last()
    return asked.at if asked is not None else None


def _move_promises(thread: Thread, *, since: datetime, at: datetime) -> None:
    """By the working minutes of the pause; what was late before it stays late."""
    calendar = company_calendar()
    paused = calendar.minutes_between(since, at)
    for name in ("first_answer_due_at", "solution_due_at"):
        due = getattr(thread, name)
        if due is not None and due > since and paused:
            setattr(thread, name, after(calendar, due, paused))


def _moved(
    row: Offer | Claim, thread: Thread, end: datetime, since: datetime | None, at: datetime
) -> datetime:
    if since is None:
        return max(end, at)
    urgency = Urgency(thread.urgency)
    return moved_on(calendar_of(row.person_id), urgency, end, since=since, at=at)


def _lost_by_moving(thread: Thread, claim: Claim) -> bool:
    """Whether it was moved since it was taken, to areas that its holder does not know."""
    moved = thread.events.filter(verb=ThreadEvent.Verb.MOVED, at__gte=claim.claimed_at)
    if not moved.exists():
        return False
    above = {area_id for area in areas_of(thread) for area_id in area.lineage}
    return not Expertise.objects.filter(person=claim.person_id, area__in=above).exists()
