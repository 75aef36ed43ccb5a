"""Handing a thread to whom can answer it, from its asking to its end.

Everything here joins the caller's transaction, changes the thread it is given and saves what it changed.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from accounts.models import Expertise
from knowledge.threads.models import (
    Claim,
    ClaimOutcome,
    Offer,
    OfferOutcome,
    State,
    Thread,
    Urgency,
)

if TYPE_CHECKING:
    from datetime import datetime

STANDS: Final = {
    Urgency.NOW: timedelta(minutes=10),
    Urgency.TODAY: timedelta(hours=4),
    Urgency.WEEK: timedelta(days=2),
}


def start(thread: Thread, *, at: datetime) -> None:
    """A question was asked: offer it to the first in line. In the caller's transaction."""
    asked = thread.offers.values("person")
    known = Expertise.objects.filter(area__in=thread.area.lineage, person__is_active=True)
    known = known.exclude(person=thread.asker_id).exclude(person__in=asked)
    best = known.order_by("-level", "person").first()
    if best is None:
        thread.without_expert_since, thread.route_at = at, None
    else:
        offer = Offer.objects.create(
            thread=thread,
            person_id=best.person_id,
            offered_at=at,
            expires_at=at + STANDS[Urgency(thread.urgency)],
        )
        thread.without_expert_since, thread.route_at = None, offer.expires_at
    thread.save(update_fields=["without_expert_since", "route_at"])


def stop(thread: Thread, *, at: datetime, outcome: ClaimOutcome) -> None:
    """Nobody has to be asked any more: `outcome` is ANSWERED, or WITHDRAWN when it is not needed.

    The waiting offer is withdrawn, the claim ends with `outcome`. In the caller's transaction.
    """
    _withdraw_offer(thread, at)
    held = Claim.objects.filter(thread=thread, outcome=ClaimOutcome.HELD)
    held.update(outcome=outcome, ended_at=at)
    thread.route_at = thread.without_expert_since = None
    thread.save(update_fields=["route_at", "without_expert_since"])


def pause(thread: Thread, *, at: datetime) -> None:
    """The asker has to say more: clocks stand. Puts it into needs info. In the caller's transaction."""
    if thread.paused_since is None:
        thread.paused_since, thread.state_at = at, at
    thread.state, thread.route_at = State.NEEDS_INFO, None
    thread.save(update_fields=["state", "state_at", "paused_since", "route_at"])


def resume(thread: Thread, *, at: datetime) -> None:
    """What was missing is there: clocks go on, and it is claimed or open. In the caller's transaction."""
    if thread.paused_since is None:
        return
    held = Claim.objects.filter(thread=thread, outcome=ClaimOutcome.HELD).exists()
    thread.state, thread.state_at = (State.CLAIMED if held else State.OPEN), at
    thread.paused_since, thread.route_at = None, at
    thread.save(update_fields=["state", "state_at", "paused_since", "route_at"])


def restart(thread: Thread, *, at: datetime) -> None:
    """Moved, reopened, or another urgency: the line forms anew. In the caller's transaction."""
    _withdraw_offer(thread, at)
    start(thread, at=at)


def _withdraw_offer(thread: Thread, at: datetime) -> None:
    waiting = Offer.objects.filter(thread=thread, outcome=OfferOutcome.WAITING)
    waiting.update(outcome=OfferOutcome.WITHDRAWN, ended_at=at)
