"""Taking a thread, keeping it, passing it on. Of two at the same instant one wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.working_time import calendars_of
from knowledge.contributions.actions import commit_minutes
from knowledge.contributions.queries import budgets
from knowledge.markup.clean import normalise
from knowledge.notifications.models import Notification
from knowledge.threads.actions.offering import (
    calendar_of,
    end_claim,
    end_offer,
    hand_on,
    plan_next_look,
)
from knowledge.threads.errors import AlreadyClaimed, AlreadyRenewed, NotHeld, NotWaiting
from knowledge.threads.models import (
    Claim,
    ClaimOutcome,
    OfferOutcome,
    State,
    Thread,
    ThreadEvent,
    Urgency,
)
from knowledge.threads.queries.candidates import minutes_for
from knowledge.threads.queries.promises import promise_of
from knowledge.threads.record import THREAD, announce_change, record_event, tell
from knowledge.threads.routing.promises import after, claim_ends

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from knowledge.threads.models import Offer

Verb = ThreadEvent.Verb
WORD_LENGTH = 500


@transaction.atomic
def claim_thread(*, thread: Thread, by: User, at: datetime | None = None) -> Claim:
    """Take it, offered or not, until its solution is due; the asker is told.

    One conditional UPDATE of the thread decides who wins. The expected minutes are committed, with the
    overrun where they go beyond what is left. Claiming what one holds already changes nothing.
    Raises AlreadyClaimed(person), and NotWaiting when nobody needs to take it any more.
    """
    at = at or timezone.now()
    open_still = Thread.objects.filter(pk=thread.pk, state=State.OPEN)
    won = open_still.update(state=State.CLAIMED, state_at=at)
    thread.refresh_from_db()
    if not won:
        return _held_by(thread, by)
    offer = _settle_offer(thread, by, at)
    claim = _keep_claim(thread, by, offer, at)
    thread.without_expert_since = None
    plan_next_look(thread, at=at, until=claim.holds_until)
    record_event(thread, actor=by, verb=Verb.CLAIMED, at=at, detail=_claim_detail(claim, at))
    tell([thread.asker], actor=by, kind=Notification.Kind.CLAIMED, thread=thread, at=at)
    announce_change(thread, at)
    return claim


@transaction.atomic
def pass_on(*, thread: Thread, by: User, word: str, at: datetime | None = None) -> Thread:
    """Let the next in line have it, with a word to them: of a claim or of an offer, in one action.

    Raises NotHeld when `by` has neither any more, and ValidationError without a word.
    """
    at = at or timezone.now()
    word = _said(word, _("Say in a word why you pass it on."))
    thread = _locked(thread)
    claim, offer = _own(thread, by, claims=ClaimOutcome.PASSED, word=word, at=at)
    record_event(thread, actor=by, verb=Verb.PASSED, at=at, word=word)
    hand_on(thread, after=offer or (claim.offer if claim else None), at=at)
    return thread


@transaction.atomic
def release_claim(
    *, thread: Thread, by: User, word: str = "", at: datetime | None = None
) -> Thread:
    """Give back what one holds; the next in line is asked. Raises NotHeld."""
    at = at or timezone.now()
    word = _clean(word)
    thread = _locked(thread)
    if not thread.claims.filter(person=by, outcome=ClaimOutcome.HELD).exists():
        raise NotHeld
    claim = end_claim(thread, outcome=ClaimOutcome.RELEASED, at=at, word=word)
    record_event(thread, actor=by, verb=Verb.RELEASED, at=at, word=word)
    hand_on(thread, after=claim.offer if claim else None, at=at)
    return thread


@transaction.atomic
def renew_claim(*, thread: Thread, by: User, word: str, at: datetime | None = None) -> Claim:
    """Hold it once more for as long as a solution is promised, counted from when it would have ended, so
    that renewing early loses nothing; with a word.

    Raises NotHeld, AlreadyRenewed, and ValidationError without a word.
    """
    at = at or timezone.now()
    word = _said(word, _("Say in a word what is still to do."))
    thread = _locked(thread)
    claim = thread.claims.filter(person=by, outcome=ClaimOutcome.HELD).first()
    if claim is None:
        raise NotHeld
    if claim.renewed_at is not None:
        raise AlreadyRenewed
    promise = promise_of(thread.area, Urgency(thread.urgency))
    since = max(claim.holds_until, at)
    claim.holds_until = after(calendar_of(by.pk), since, promise.solution)
    claim.renewed_at, claim.word = at, word
    claim.save(update_fields=["holds_until", "renewed_at", "word"])
    plan_next_look(thread, at=at, until=claim.holds_until)
    record_event(thread, actor=by, verb=Verb.RENEWED, at=at, word=word)
    announce_change(thread, at)
    return claim


def _locked(thread: Thread) -> Thread:
    """The row as it stands, held until the transaction ends."""
    return Thread.objects.select_for_update().get(pk=thread.pk)


def _held_by(thread: Thread, by: User) -> Claim:
    """The claim of who came again; raises AlreadyClaimed for another's, NotWaiting without any."""
    held = thread.claims.filter(outcome=ClaimOutcome.HELD).select_related("person").first()
    if held is None:
        raise NotWaiting(thread)
    if held.person_id != by.pk:
        raise AlreadyClaimed(held.person)
    return held


def _settle_offer(thread: Thread, by: User, at: datetime) -> Offer | None:
    """The offer that this claim takes up; another's ends because it is no longer needed."""
    taken = thread.offers.filter(outcome=OfferOutcome.WAITING, person=by).exists()
    outcome = OfferOutcome.CLAIMED if taken else OfferOutcome.WITHDRAWN
    offer = end_offer(thread, outcome=outcome, at=at)
    return offer if taken else None


def _keep_claim(thread: Thread, by: User, offer: Offer | None, at: datetime) -> Claim:
    urgency = Urgency(thread.urgency)
    minutes = offer.minutes if offer else minutes_for(thread.area, urgency, at)
    calendars = calendars_of([by.pk])
    claim = Claim(
        thread=thread,
        person=by,
        offer=offer,
        minutes=minutes,
        claimed_at=at,
        holds_until=claim_ends(
            calendars[by.pk],
            urgency,
            at,
            due=thread.solution_due_at,
            promise=promise_of(thread.area, urgency),
        ),
    )
    claim.full_clean()
    claim.save()
    commit_minutes(
        person=by,
        minutes=minutes,
        subject_kind=THREAD,
        subject_id=thread.pk,
        label=thread.title,
        url=thread.get_absolute_url(),
        at=at,
        overrun=budgets([by.pk], at)[by.pk].overrun_of(minutes),
    )
    return claim


def _claim_detail(claim: Claim, at: datetime) -> dict[str, object]:
    """`away`: who takes it on a day off keeps it, unlike who goes away later."""
    calendar = calendar_of(claim.person_id)
    away = {"away": True} if calendar.is_away_on(calendar.local_day(at)) else {}
    return {"claim": claim.pk, **away}


def _own(
    thread: Thread, by: User, *, claims: ClaimOutcome, word: str, at: datetime
) -> tuple[Claim | None, Offer | None]:
    """End the claim, else the offer, that `by` has. Raises NotHeld."""
    if thread.claims.filter(person=by, outcome=ClaimOutcome.HELD).exists():
        return end_claim(thread, outcome=claims, at=at, word=word), None
    if thread.offers.filter(person=by, outcome=OfferOutcome.WAITING).exists():
        return None, end_offer(thread, outcome=OfferOutcome.PASSED, at=at, word=word)
    raise NotHeld


def _clean(word: str) -> str:
    return normalise(word).strip()[:WORD_LENGTH]


def _said(word: str, missing: str) -> str:
    word = _clean(word)
    if not word:
        raise ValidationError({"word": missing})
    return word
