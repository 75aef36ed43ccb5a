"""Changing a question: its words, its place, who is waiting; one made of two, two made of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.queries import owners_of
from knowledge.areas.models import Area
from knowledge.articles.queries.requests import is_restricted
from knowledge.notifications.models import Follow, FollowKind, Notification
from knowledge.passages.models import Comment
from knowledge.threads.actions import routing
from knowledge.threads.actions.answering import settle
from knowledge.threads.actions.asking import check_areas, keep_version, one_line, plain
from knowledge.threads.actions.states import check_original, follow_original
from knowledge.threads.clock import locked, locked_with_original, minutes_between
from knowledge.threads.errors import ChangedMeanwhile, HasEnded, NothingChanged, NotWaiting
from knowledge.threads.links import follow_question, write_text
from knowledge.threads.models import Answer, State, Thread, ThreadEvent, Urgency
from knowledge.threads.record import (
    THREAD,
    announce_change,
    answerers_of,
    areas_of,
    concerned_by,
    readers_among,
    record_event,
    tell,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from accounts.models import User

Verb = ThreadEvent.Verb
Kind = Notification.Kind


@transaction.atomic
def edit_question(
    *,
    thread: Thread,
    by: User,
    title: str,
    customer_words: str,
    tried: str,
    note: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> Thread:
    """Put the question into other words; the earlier ones stay in its history.

    The asker is told of somebody else's edit. Raises NothingChanged, ValidationError, and
    ChangedMeanwhile when `version` (the number of the one that the writer began with) is not the latest.
    """
    at = at or timezone.now()
    thread = locked(thread)
    latest = thread.versions.select_related("by")[0]
    if version is not None and version != latest.number:
        raise ChangedMeanwhile(latest.by)
    before = (thread.title, thread.customer_words, thread.text.source)
    thread.title, thread.customer_words = one_line(title), plain(customer_words)
    thread.clean_fields(exclude=["text"])
    known = thread.text
    written = write_text(
        body=tried, language=thread.language, writer=by, previous=known, field="tried"
    )
    if (thread.title, thread.customer_words, written.text.source) == before:
        raise NothingChanged
    thread.text, thread.edited_at = written.text, at
    thread.save()
    version_now = keep_version(thread, by=by, at=at, note=note)
    record_event(thread, actor=by, verb=Verb.EDITED, at=at, word=version_now.note)
    mentioned = follow_question(written, thread=thread, known=known.source)
    told = [thread.asker] if thread.asker not in mentioned else []
    tell(told, actor=by, kind=Kind.CORRECTION, thread=thread, word=version_now.note)
    announce_change(thread, at)
    return thread


@transaction.atomic
def move_thread(
    *, thread: Thread, by: User, area: Area, word: str = "", at: datetime | None = None
) -> Thread:
    """Put it into another area; who waits for an answer is looked for there.

    Raises ValidationError when the asker or somebody who answered could not see it there, and
    NothingChanged.
    """
    at = at or timezone.now()
    thread = locked(thread)
    if thread.area_id == area.pk:
        raise NothingChanged
    left = [other for other in thread.joined_areas.all() if not other.archived]
    joined = check_areas(by, area=area, joined=left)
    _check_sight(thread, [area, *joined], field="area")
    before = thread.area_id
    thread.area = area
    thread.save(update_fields=["area"])
    thread.joined_areas.remove(area)
    detail = {"before": before, "after": area.pk}
    record_event(thread, actor=by, verb=Verb.MOVED, at=at, detail=detail, word=plain(word))
    if thread.is_waiting:
        routing.restart(thread, at=at)
    people = concerned_by(thread)
    tell(people, actor=by, kind=Kind.MOVED, thread=thread, word=plain(word), at=at)
    announce_change(thread, at)
    return thread


@transaction.atomic
def join_areas(
    *, thread: Thread, by: User, areas: Collection[Area], at: datetime | None = None
) -> Thread:
    """Ask these areas to join, and no others: their leads are told. Raises as `move_thread` does."""
    at = at or timezone.now()
    thread = locked(thread)
    before = {area.pk for area in thread.joined_areas.all()}
    joined = check_areas(by, area=thread.area, joined=areas)
    new = [area for area in joined if area.pk not in before]
    if {area.pk for area in joined} == before:
        raise NothingChanged
    _check_sight(thread, new, field="joined")
    thread.joined_areas.set(joined)
    detail = {"before": sorted(before), "after": sorted(area.pk for area in joined)}
    record_event(thread, actor=by, verb=Verb.JOINED, at=at, detail=detail)
    leads = [person for area in new for person in owners_of(area)]
    tell(leads, actor=by, kind=Kind.OFFER, thread=thread, at=at)
    announce_change(thread, at)
    return thread


@transaction.atomic
def change_urgency(*, thread: Thread, by: User, urgency: str, at: datetime | None = None) -> Thread:
    """Say anew who is waiting: promises and the line follow. Raises NothingChanged, and NotWaiting
    when it is answered.
    """
    at = at or timezone.now()
    if urgency not in Urgency.values:
        raise ValidationError({"urgency": _("Say who is waiting.")})
    thread = locked(thread)
    if thread.urgency == urgency:
        raise NothingChanged
    if not thread.is_waiting:
        raise NotWaiting(thread)
    before, thread.urgency = thread.urgency, urgency
    thread.save(update_fields=["urgency"])
    routing.restart(thread, at=at)
    detail = {"before": before, "after": urgency}
    record_event(thread, actor=by, verb=Verb.URGENCY, at=at, detail=detail)
    announce_change(thread, at)
    return thread


@transaction.atomic
def merge_threads(*, thread: Thread, into: Thread, by: User, at: datetime | None = None) -> Thread:
    """Make one question of two: answers, comments and history go to `into`, the first stays as its
    duplicate. Answers with the thread that has them all.

    An answer accepted there is accepted here only while none is. Raises ValidationError as
    `mark_duplicate` does, or when what moves would be read by people who can't see it now; NotWaiting
    when the first is a duplicate already, and HasEnded when the other is closed.
    """
    at = at or timezone.now()
    thread, original = locked_with_original(thread, into)
    if thread.state == State.DUPLICATE:
        raise NotWaiting(thread)
    if original.state == State.CLOSED:
        raise HasEnded(original)
    check_original(thread, original=original)
    _check_sight(thread, areas_of(original), field="into")
    _check_no_leak(thread, original)
    people = concerned_by(thread)
    _move_content(thread, original)
    follow_original(thread, original=original, at=at)
    settle(original, at=at)
    record_event(thread, actor=by, verb=Verb.MERGED, at=at, detail={"thread": original.pk})
    record_event(original, actor=by, verb=Verb.MERGED, at=at, detail={"merged": thread.pk})
    tell(people, actor=by, kind=Kind.DUPLICATE, thread=original, at=at)
    announce_change(thread, at)
    announce_change(original, at)
    return original


@transaction.atomic
def split_thread(
    *,
    thread: Thread,
    by: User,
    title: str,
    answers: Collection[Answer] = (),
    customer_words: str = "",
    tried: str = "",
    at: datetime | None = None,
) -> Thread:
    """Make two questions of one: a new one of the same asker, with these answers.

    What was accepted answered the first question, so the acceptance does not go along. Answers with the
    new thread. Raises ValidationError.
    """
    at = at or timezone.now()
    thread = locked(thread)
    rows = Answer.objects.filter(thread=thread, pk__in=[answer.pk for answer in answers])
    moved = list(rows.select_related("author"))
    split = _split_off(thread, by, title=title, customer_words=customer_words, tried=tried, at=at)
    rows.update(thread=split, accepted_at=None, accepted_by=None)
    _take_first_answer(split, moved)
    settle(thread, at=at)
    if moved and split.answers.filter(is_partial=False, withdrawn_at=None).exists():
        settle(split, at=at)
    else:
        routing.start(split, at=at)
    detail = {"answers": [answer.pk for answer in moved]}
    for one, other, name in ((thread, split, "into"), (split, thread, "from")):
        facts = {**detail, name: other.pk}
        record_event(one, actor=by, verb=Verb.SPLIT, at=at, detail=facts)
    people = [thread.asker, *(answer.author for answer in moved)]
    tell(people, actor=by, kind=Kind.MOVED, thread=split, at=at)
    announce_change(thread, at)
    announce_change(split, at)
    return split


def _split_off(
    thread: Thread, by: User, *, title: str, customer_words: str, tried: str, at: datetime
) -> Thread:
    written = write_text(body=tried, language=thread.language, writer=by, field="tried")
    split = Thread(
        title=one_line(title),
        customer_words=plain(customer_words),
        text=written.text,
        asker=thread.asker,
        area=thread.area,
        urgency=thread.urgency,
        channel=thread.channel,
        case_reference=thread.case_reference,
        language=thread.language,
        split_from=thread,
        state_at=at,
        asked_at=at,
        updated_at=at,
    )
    split.full_clean()
    split.save()
    split.joined_areas.set(thread.joined_areas.all())
    keep_version(split, by=by, at=at)
    record_event(split, actor=by, verb=Verb.ASKED, at=at)
    follow_question(written, thread=split)
    return split


def _take_first_answer(split: Thread, moved: Collection[Answer]) -> None:
    """What was answered before it was a question of its own was answered at once."""
    if any(answer.author_id != split.asker_id for answer in moved):
        split.first_answered_at, split.first_answer_minutes = split.asked_at, 0
        split.save(update_fields=["first_answered_at", "first_answer_minutes"])


def _move_content(thread: Thread, original: Thread) -> None:
    accepted = Answer.objects.filter(accepted_at__isnull=False)
    answers = Answer.objects.filter(thread=thread)
    if accepted.filter(thread=original).exists():
        answers.update(accepted_at=None, accepted_by=None)
    answered = answers.exclude(author=original.asker).order_by("created_at").first()
    answers.update(thread=original)
    Comment.objects.on(THREAD, thread.pk).update(subject_id=original.pk)
    _move_followers(thread, original)
    for event in thread.events.all():
        event.thread, event.detail = original, {**event.detail, "from": thread.pk}
        event.save(update_fields=["thread", "detail"])
    if answered is not None and original.first_answered_at is None:
        original.first_answered_at = max(answered.created_at, original.asked_at)
        original.first_answer_minutes = minutes_between(
            original.asked_at, original.first_answered_at
        )
        original.save(update_fields=["first_answered_at", "first_answer_minutes"])


def _move_followers(thread: Thread, original: Thread) -> None:
    following = Follow.objects.filter(kind=FollowKind.THREAD, object_id=thread.pk)
    kept = [
        Follow(person_id=row.person_id, kind=row.kind, object_id=original.pk, since=row.since)
        for row in following
    ]
    following.delete()
    Follow.objects.bulk_create(kept, ignore_conflicts=True)


def _check_sight(thread: Thread, areas: Collection[Area], *, field: str) -> None:
    """Raises ValidationError when the asker or somebody who answered could not see it there."""
    if not readers_among([thread.asker], areas):
        said = _("The asker can’t see that area, and would lose sight of the question.")
        raise ValidationError({field: said})
    answerers = answerers_of(thread)
    if len(readers_among(answerers, areas)) < len(answerers):
        said = _("Somebody who answered can’t see that area, and would lose sight of the answer.")
        raise ValidationError({field: said})


def _check_no_leak(thread: Thread, original: Thread) -> None:
    """Raises ValidationError when somebody who may not read the thread may read the other one.

    A closed area hides everything below it too, so that it may stand above one of the other's areas.
    """
    above = {pk for area in areas_of(original) for pk in area.lineage}
    if any(area.pk not in above and is_restricted([area]) for area in areas_of(thread)):
        said = _(
            "More people can see that question than this one: link them as duplicates instead."
        )
        raise ValidationError({"into": said})
