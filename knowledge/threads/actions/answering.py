"""Answers: given, corrected, withdrawn, retained; who was helped, and what the customer may hear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.articles.words import normal
from knowledge.contributions.actions.activity import minutes_to_read, note_activity
from knowledge.contributions.models import Kind as Work
from knowledge.notifications.models import Notification
from knowledge.notifications.models.webhooks import Event
from knowledge.passages.actions import SENT_TWICE
from knowledge.threads.actions import routing
from knowledge.threads.actions.asking import one_line, plain
from knowledge.threads.clock import locked, note_first_answer, set_state
from knowledge.threads.errors import (
    AlreadyAccepted,
    ChangedMeanwhile,
    HasEnded,
    NothingChanged,
    OwnAnswer,
    Withdrawn,
)
from knowledge.threads.links import Written, follow_words, write_text
from knowledge.threads.models import (
    WAITING,
    Answer,
    AnswerVersion,
    ClaimOutcome,
    CustomerLine,
    Helped,
    State,
    Thread,
    ThreadEvent,
)
from knowledge.threads.record import (
    ANSWER,
    announce_change,
    concerned_by,
    record_event,
    spread,
    tell,
)
from knowledge.threads.work import work_on_thread

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from accounts.models import User
    from knowledge.passages.models import Text

Verb = ThreadEvent.Verb
Kind = Notification.Kind
SHOWN = 500
"""Characters of an answer that its line in an inbox keeps."""


@transaction.atomic
def give_answer(
    *,
    thread: Thread,
    by: User,
    body: str,
    is_partial: bool = False,
    attachments: Collection[str] = (),
    at: datetime | None = None,
    once: bool = False,
) -> Answer:
    """Answer. In part, the question stays in its queue; in full, nobody else is asked any more.

    The asker may answer too ("found it"): that is no expert's first answer. `once` is for a form that
    may be sent twice: the same words within SENT_TWICE are the answer that stands there already. Raises
    HasEnded for a closed thread or a duplicate, and ValidationError for an empty text.
    """
    at = at or timezone.now()
    thread = _open_to_answers(locked(thread))
    if once and (same := _just_given(thread, by, body, at)):
        return same
    written = _write(thread, by, body)
    answer = _keep(thread, by, written, is_partial=is_partial, at=at)
    if by.pk != thread.asker_id:
        note_first_answer(thread, at)
        thread.save(update_fields=["first_answered_at", "first_answer_minutes"])
    people = concerned_by(thread)
    settle(thread, at=at)
    verb = Verb.PARTLY if is_partial else Verb.ANSWERED
    record_event(thread, actor=by, verb=verb, at=at, detail={"answer": answer.pk})
    mentioned = _follow(written, answer, attachments=attachments)
    told = [person for person in people if person not in mentioned]
    word, url = _start_of(answer), answer.get_absolute_url()
    _tell(told, answer, actor=by, kind=Kind.ANSWER, word=word, at=at)
    event = None if is_partial else Event.ANSWERED
    besides = [*people, *mentioned]
    spread(thread, actor=by, at=at, event=event, word=word, url=url, besides=besides)
    announce_change(thread, at)
    return answer


@transaction.atomic
def correct_answer(
    *,
    answer: Answer,
    by: User,
    body: str,
    is_partial: bool,
    note: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> Answer:
    """Put other words into its place; the earlier ones stay in its history.

    A correction with a note is told to everybody concerned, one without only to the author, if somebody
    else made it. Raises NothingChanged, Withdrawn, and ChangedMeanwhile when `version` (the one that the
    writer began with) is no longer the latest.
    """
    at = at or timezone.now()
    thread, answer = _both(answer)
    if answer.is_withdrawn:
        raise Withdrawn
    _check_version(answer, version)
    before = answer.text
    written = _write(thread, by, body, previous=before)
    if written.text.source == before.source and is_partial == answer.is_partial:
        raise NothingChanged
    answer.text, answer.is_partial, answer.edited_at = written.text, is_partial, at
    answer.version += 1
    answer.full_clean()
    answer.save()
    _keep_version(answer, by=by, at=at, note=note)
    settle(thread, at=at)
    detail = {"answer": answer.pk}
    record_event(thread, actor=by, verb=Verb.CORRECTED, at=at, detail=detail, word=note)
    mentioned = _follow(written, answer, known=before.source)
    people = [answer.author, *(concerned_by(thread) if note.strip() else ())]
    told = [person for person in people if person not in mentioned]
    _tell(told, answer, actor=by, kind=Kind.CORRECTION, word=note)
    _note_review(answer, by=by, read=before.source, at=at)
    announce_change(thread, at)
    return answer


@transaction.atomic
def withdraw_answer(
    *, answer: Answer, by: User, word: str = "", at: datetime | None = None
) -> Answer:
    """Take an answer back; its place stays. Without another full answer the question is open again.

    Raises Withdrawn when it is already.
    """
    at, word = at or timezone.now(), plain(word)
    thread, answer = _both(answer)
    if answer.is_withdrawn:
        raise Withdrawn
    people = concerned_by(thread)
    answer.withdrawn_at, answer.withdrawn_by = at, by
    answer.accepted_at = answer.accepted_by = None
    answer.save()
    settle(thread, at=at)
    detail = {"answer": answer.pk}
    record_event(thread, actor=by, verb=Verb.WITHDREW, at=at, detail=detail, word=word)
    _tell(people, answer, actor=by, kind=Kind.CORRECTION, word=word or _("It was withdrawn."))
    announce_change(thread, at)
    return answer


@transaction.atomic
def bring_back_answer(*, answer: Answer, by: User, at: datetime | None = None) -> Answer:
    """Let a withdrawn answer stand again. Nothing changes when it stands."""
    at = at or timezone.now()
    thread, answer = _both(answer)
    if not answer.is_withdrawn:
        return answer
    answer.withdrawn_at = answer.withdrawn_by = None
    answer.save()
    settle(thread, at=at)
    verb = Verb.PARTLY if answer.is_partial else Verb.ANSWERED
    record_event(thread, actor=by, verb=verb, at=at, detail={"answer": answer.pk, "again": True})
    _tell(concerned_by(thread), answer, actor=by, kind=Kind.ANSWER, word=_start_of(answer))
    announce_change(thread, at)
    return answer


@transaction.atomic
def accept_answer(*, answer: Answer, by: User, at: datetime | None = None) -> Answer:
    """The answer that solved it, as the asker or a lead says.

    Raises AlreadyAccepted when another one was (its acceptance is taken back first), Withdrawn, and
    HasEnded for a closed thread or a duplicate. Accepting the accepted one again changes nothing.
    """
    at = at or timezone.now()
    thread, answer = _both(answer)
    if answer.is_withdrawn:
        raise Withdrawn
    accepted = Answer.objects.filter(thread=thread, accepted_at__isnull=False).first()
    if accepted is not None:
        if accepted.pk == answer.pk:
            return accepted
        raise AlreadyAccepted(accepted, accepted.accepted_by or thread.asker)
    _open_to_answers(thread)
    answer.accepted_at, answer.accepted_by = at, by
    answer.save(update_fields=["accepted_at", "accepted_by"])
    people = concerned_by(thread)
    settle(thread, at=at)
    record_event(thread, actor=by, verb=Verb.ACCEPTED, at=at, detail={"answer": answer.pk})
    word, url = _start_of(answer), answer.get_absolute_url()
    _tell([answer.author], answer, actor=by, kind=Kind.SOLUTION, word=word, at=at)
    others = [person for person in people if person.pk != answer.author_id]
    _tell(others, answer, actor=by, kind=Kind.FILLED, word=word, at=at)
    spread(thread, actor=by, at=at, event=Event.SOLVED, word=word, url=url, besides=people)
    announce_change(thread, at)
    return answer


@transaction.atomic
def take_back_acceptance(*, answer: Answer, by: User, at: datetime | None = None) -> Answer:
    """It did not solve it after all. Nothing changes when it is not accepted."""
    at = at or timezone.now()
    thread, answer = _both(answer)
    if not answer.is_accepted:
        return answer
    answer.accepted_at = answer.accepted_by = None
    answer.save(update_fields=["accepted_at", "accepted_by"])
    settle(thread, at=at)
    record_event(thread, actor=by, verb=Verb.UNACCEPTED, at=at, detail={"answer": answer.pk})
    word = _("It is no longer the accepted answer.")
    _tell([answer.author, thread.asker], answer, actor=by, kind=Kind.CORRECTION, word=word)
    announce_change(thread, at)
    return answer


def settle(thread: Thread, *, at: datetime) -> None:
    """The state that the standing answers give it, and routing with it; in the caller's transaction.

    An accepted answer solves it, a full one answers it; without one it is open, and goes back into its
    queue. What has another end (closed, a duplicate) keeps it.
    """
    if thread.state in {State.CLOSED, State.DUPLICATE}:
        return
    standing = Answer.objects.filter(thread=thread, withdrawn_at=None)
    if standing.filter(accepted_at__isnull=False).exists():
        wanted = State.SOLVED
    elif standing.filter(is_partial=False).exists():
        wanted = State.ANSWERED
    else:
        wanted = State(thread.state) if thread.state in WAITING else State.OPEN
    if wanted == thread.state:
        return
    was_waiting = thread.is_waiting
    set_state(thread, wanted, at=at)
    if was_waiting:
        routing.stop(thread, at=at, outcome=ClaimOutcome.ANSWERED)
    elif thread.is_waiting:
        routing.restart(thread, at=at)


@transaction.atomic
def mark_helped(*, answer: Answer, by: User, at: datetime | None = None) -> bool:
    """“This helped me”. The author is told once a person, however often it is taken back and said
    again. Answers whether it is new. Raises OwnAnswer and Withdrawn.
    """
    at = at or timezone.now()
    thread, answer = _both(answer)
    if answer.author_id == by.pk:
        raise OwnAnswer
    if answer.is_withdrawn:
        raise Withdrawn
    _row, is_new = Helped.objects.get_or_create(answer=answer, person=by, defaults={"at": at})
    if is_new:
        told = Notification.objects.filter(person=answer.author_id, actor=by, kind=Kind.HELPED)
        if not told.filter(url=answer.get_absolute_url()).exists():
            _tell([answer.author], answer, actor=by, kind=Kind.HELPED)
        announce_change(thread, at)
    return is_new


@transaction.atomic
def unmark_helped(*, answer: Answer, by: User) -> None:
    """It did not, after all."""
    if Helped.objects.filter(answer=answer, person=by).delete()[0]:
        announce_change(answer.thread)


@transaction.atomic
def say_line(
    *, thread: Thread, by: User, kind: str, words: str, at: datetime | None = None
) -> CustomerLine:
    """What the customer may be told meanwhile; the asker hears of it. Raises ValidationError."""
    at = at or timezone.now()
    thread = locked(thread)
    line = CustomerLine(thread=thread, kind=kind, words=one_line(words), author=by, at=at)
    line.full_clean()
    line.save()
    detail = {"kind": line.kind, "line": line.pk}
    record_event(thread, actor=by, verb=Verb.LINE, at=at, detail=detail, word=line.words)
    tell([thread.asker], actor=by, kind=Kind.LINE, thread=thread, word=line.words)
    announce_change(thread, at)
    return line


def _both(answer: Answer) -> tuple[Thread, Answer]:
    """Thread and answer as they stand, the thread held until the transaction ends."""
    thread = locked(answer.thread)
    fresh = Answer.objects.select_related("author", "text").get(pk=answer.pk)
    fresh.thread = thread
    return thread, fresh


def _open_to_answers(thread: Thread) -> Thread:
    if thread.state in {State.CLOSED, State.DUPLICATE}:
        raise HasEnded(thread)
    return thread


def _keep(thread: Thread, by: User, written: Written, *, is_partial: bool, at: datetime) -> Answer:
    answer = Answer(
        thread=thread, author=by, text=written.text, is_partial=is_partial, created_at=at
    )
    answer.full_clean()
    answer.save()
    _keep_version(answer, by=by, at=at)
    return answer


def _just_given(thread: Thread, by: User, body: str, at: datetime) -> Answer | None:
    answers = Answer.objects.filter(thread=thread, author=by, withdrawn_at=None)
    return answers.filter(created_at__gt=at - SENT_TWICE, text__source=normal(body)).first()


def _check_version(answer: Answer, version: int | None) -> None:
    if version is not None and version != answer.version:
        raise ChangedMeanwhile(answer.versions.select_related("by")[0].by)


def _write(thread: Thread, by: User, body: str, previous: Text | None = None) -> Written:
    if not plain(body):
        raise ValidationError({"body": _("Write the answer first.")})
    return write_text(body=body, language=thread.language, writer=by, previous=previous)


def _keep_version(answer: Answer, *, by: User, at: datetime, note: str = "") -> None:
    version = AnswerVersion(
        answer=answer,
        number=answer.version,
        text=answer.text,
        is_partial=answer.is_partial,
        by=by,
        at=at,
        note=one_line(note),
    )
    version.full_clean()
    version.save()


def _note_review(answer: Answer, *, by: User, read: str, at: datetime) -> None:
    """Correcting somebody else's answer is one."""
    if by.pk != answer.author_id:
        thing = work_on_thread(answer.thread, Work.REVIEW)
        note_activity(person=by, thing=thing, minutes=minutes_to_read(read), at=at)


def _follow(
    written: Written, answer: Answer, *, attachments: Collection[str] = (), known: str = ""
) -> list[User]:
    return follow_words(
        written,
        thread=answer.thread,
        subject_kind=ANSWER,
        subject_id=answer.pk,
        url=answer.get_absolute_url(),
        attachments=attachments,
        known=known,
    )


def _tell(
    people: Collection[User],
    answer: Answer,
    *,
    actor: User,
    kind: Notification.Kind,
    word: str = "",
    at: datetime | None = None,
) -> None:
    url = answer.get_absolute_url()
    tell(people, actor=actor, kind=kind, thread=answer.thread, word=word, url=url, at=at)


def _start_of(answer: Answer) -> str:
    """What an inbox shows of it."""
    first = answer.text.passages.order_by("position").first()
    return first.plain[:SHOWN] if first else ""
