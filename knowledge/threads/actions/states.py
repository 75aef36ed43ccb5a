"""Where a question stands: more is needed, it has ended, it is asked again. Each says why, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.notifications.models import Notification
from knowledge.notifications.models.webhooks import Event
from knowledge.search.actions import note_changes
from knowledge.threads.actions import routing
from knowledge.threads.actions.asking import plain
from knowledge.threads.clock import locked, locked_with_original, set_state
from knowledge.threads.errors import NotWaiting
from knowledge.threads.models import (
    Answer,
    Claim,
    ClaimOutcome,
    CloseReason,
    State,
    Thread,
    ThreadEvent,
)
from knowledge.threads.record import (
    THREAD,
    announce_change,
    areas_of,
    concerned_by,
    readers_among,
    record_event,
    spread,
    tell,
)

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

Verb = ThreadEvent.Verb
Kind = Notification.Kind


@transaction.atomic
def ask_for_info(*, thread: Thread, by: User, word: str, at: datetime | None = None) -> Thread:
    """More is needed to answer: the clock stands, and the asker is told what is missing.

    Raises NotWaiting when it is answered, has ended, or is waiting for its asker already.
    """
    at = at or timezone.now()
    word = _said(word, _("Say what is missing, so that the asker can give it."))
    thread = locked(thread)
    if thread.state not in {State.OPEN, State.CLAIMED}:
        raise NotWaiting(thread)
    set_state(thread, State.NEEDS_INFO, at=at)
    routing.pause(thread, at=at)
    record_event(thread, actor=by, verb=Verb.ASKED_INFO, at=at, word=word)
    people = concerned_by(thread)
    tell(people, actor=by, kind=Kind.NEEDS_INFO, thread=thread, word=word, at=at)
    announce_change(thread, at)
    return thread


@transaction.atomic
def give_info(*, thread: Thread, by: User, word: str, at: datetime | None = None) -> Thread:
    """What was missing is there: back to who holds it, or to the queue. The clock goes on.

    Raises NotWaiting when nothing is missing any more.
    """
    at = at or timezone.now()
    word = _said(word, _("Write what was missing."))
    thread = locked(thread)
    if thread.state != State.NEEDS_INFO:
        raise NotWaiting(thread)
    asking = thread.events.filter(verb=Verb.ASKED_INFO).select_related("actor").last()
    _go_on(thread, at)
    record_event(thread, actor=by, verb=Verb.GAVE_INFO, at=at, word=word)
    people = [*concerned_by(thread), *([asking.actor] if asking and asking.actor else [])]
    tell(people, actor=by, kind=Kind.GAVE_INFO, thread=thread, word=word, at=at)
    announce_change(thread, at)
    return thread


@transaction.atomic
def close_thread(
    *, thread: Thread, by: User, reason: str, word: str = "", at: datetime | None = None
) -> Thread:
    """End it without a retained answer. Raises NotWaiting when it has ended already."""
    at = at or timezone.now()
    if reason not in CloseReason.values:
        raise ValidationError({"reason": _("Say why it is closed.")})
    thread = locked(thread)
    if thread.has_ended:
        raise NotWaiting(thread)
    people = concerned_by(thread)
    set_state(thread, State.CLOSED, at=at, also={"close_reason": reason})
    routing.stop(thread, at=at, outcome=ClaimOutcome.WITHDRAWN)
    detail = {"reason": reason}
    record_event(thread, actor=by, verb=Verb.CLOSED, at=at, detail=detail, word=plain(word))
    said = plain(word) or thread.get_close_reason_display()
    told = tell(people, actor=by, kind=Kind.CLOSED, thread=thread, word=said, at=at)
    spread(thread, actor=by, at=at, event=Event.CLOSED, word=said, besides=told)
    announce_change(thread, at)
    return thread


@transaction.atomic
def mark_duplicate(*, thread: Thread, of: Thread, by: User, at: datetime | None = None) -> Thread:
    """The same is asked there. A duplicate of a duplicate points to the original, and what pointed
    here points there: no chains. From now on its people are told what comes of the original.

    Raises NotWaiting when it is a duplicate already, and ValidationError when the original is the
    thread itself, or cannot be read by who asked here.
    """
    at = at or timezone.now()
    thread, original = locked_with_original(thread, of)
    if thread.state == State.DUPLICATE:
        raise NotWaiting(thread)
    check_original(thread, original=original)
    people = concerned_by(thread)
    follow_original(thread, original=original, at=at)
    detail = {"thread": original.pk}
    record_event(thread, actor=by, verb=Verb.DUPLICATE, at=at, detail=detail)
    record_event(original, actor=by, verb=Verb.DUPLICATE, at=at, detail={"duplicate": thread.pk})
    told = tell(people, actor=by, kind=Kind.DUPLICATE, thread=original, at=at)
    spread(thread, actor=by, at=at, url=original.get_absolute_url(), besides=told)
    announce_change(thread, at)
    announce_change(original, at)
    return thread


@transaction.atomic
def reopen_thread(*, thread: Thread, by: User, word: str, at: datetime | None = None) -> Thread:
    """Ask again, with a word: what was accepted is so no more, and the line forms anew.

    Raises NotWaiting when it waits already.
    """
    at = at or timezone.now()
    word = _said(word, _("Say what is still open."))
    thread = locked(thread)
    if thread.is_waiting:
        raise NotWaiting(thread)
    left = thread.duplicate_of_id
    people = concerned_by(thread)
    accepted = Answer.objects.filter(thread=thread, accepted_at__isnull=False)
    accepted.update(accepted_at=None, accepted_by=None)
    set_state(thread, State.OPEN, at=at)
    routing.restart(thread, at=at)
    record_event(thread, actor=by, verb=Verb.REOPENED, at=at, word=word)
    told = tell(people, actor=by, kind=Kind.REOPENED, thread=thread, word=word, at=at)
    spread(thread, actor=by, at=at, event=Event.REOPENED, word=word, besides=told)
    announce_change(thread, at)
    if left is not None:
        note_changes(kind=THREAD, object_ids=[left])
    return thread


def check_original(thread: Thread, *, original: Thread) -> None:
    """Raises ValidationError when the thread cannot point there."""
    if original.pk == thread.pk:
        raise ValidationError({"of": _("That question points to this one: choose another.")})
    asking = [thread.asker, *(row.asker for row in thread.duplicates.select_related("asker"))]
    known = {person.pk for person in asking}
    if len(readers_among(asking, areas_of(original))) < len(known):
        raise ValidationError(
            {"of": _("The asker can’t see the area of that question, and would lose the answer.")}
        )


def follow_original(thread: Thread, *, original: Thread, at: datetime) -> None:
    """End it as a duplicate, with those that pointed to it; in the caller's transaction."""
    was_waiting = thread.is_waiting
    set_state(thread, State.DUPLICATE, at=at, also={"duplicate_of": original})
    if was_waiting:
        routing.stop(thread, at=at, outcome=ClaimOutcome.WITHDRAWN)
    pointing = Thread.objects.filter(duplicate_of=thread)
    pointing.update(duplicate_of=original, updated_at=at)


def _go_on(thread: Thread, at: datetime) -> None:
    """Routing looks at the pause first, so that what stood goes on; then the clock takes it in."""
    since, before = thread.paused_since, thread.paused_minutes
    routing.resume(thread, at=at)
    thread.paused_since, thread.paused_minutes = since, before
    held = Claim.objects.filter(thread=thread, outcome=ClaimOutcome.HELD).exists()
    set_state(thread, State.CLAIMED if held else State.OPEN, at=at)


def _said(word: str, missing: str) -> str:
    word = plain(word)
    if not word:
        raise ValidationError({"word": missing})
    return word
