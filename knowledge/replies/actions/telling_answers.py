"""Telling people that an answer in their tray was corrected or withdrawn, or what became of its question.

A job of the worker, as `telling_trays` for articles: what may be told never waits for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from knowledge.markup.audience import Audience
from knowledge.passages.models import Passage
from knowledge.replies.actions.telling_trays import (
    AT_ONCE,
    PASSAGE_CHANGED,
    PASSAGE_CLOSED,
    tell_collector,
)
from knowledge.replies.models import Tray, TrayPassage
from knowledge.threads.following import cursor_of, next_rows, note_done
from knowledge.threads.models import CloseReason, Thread, ThreadEvent

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.functional import _StrPromise as StrPromise

_NAME: Final = "trays and answers"
_Verb: Final = ThreadEvent.Verb
_OF_ANSWERS: Final = frozenset({_Verb.CORRECTED, _Verb.WITHDREW})
_OF_QUESTIONS: Final = {
    _Verb.MERGED: _(
        "Its question was made one with another: read the answers over before you reply."
    ),
    _Verb.DUPLICATE: _(
        "The same was asked elsewhere: read what is answered there before you reply."
    ),
    _Verb.CLOSED: _("Its question was closed: read the answer over before you reply."),
}
_WITHDRAWN: Final = _(
    "An answer that you collected was withdrawn: nothing of it goes to customers."
)
_ENDS_ANSWERS: Final = frozenset({CloseReason.NOT_OURS, CloseReason.SENSITIVE})
"""Reasons to close a question that say something of its answers; others say who needs none any more."""

_GRAVEST: Final = (_WITHDRAWN, PASSAGE_CLOSED)


def tell_trays_of_answers() -> bool:
    """One step. Whether more may be due."""
    cursor = cursor_of(_NAME)
    followed = ThreadEvent.objects.filter(verb__in=[*_OF_ANSWERS, *_OF_QUESTIONS])
    rows = next_rows(cursor, followed.select_related("thread"), AT_ONCE)
    for event in rows:
        with transaction.atomic():
            if not note_done(cursor, event):
                return True
            _tell(event)
    return len(rows) == AT_ONCE


def _tell(event: ThreadEvent) -> None:
    """One line a person, of the gravest thing that happened to what they collected."""
    if not _concerns_answers(event):
        return
    found: dict[int, tuple[Tray, StrPromise]] = {}
    for row in _collected(event):
        words = _said_of(row, event)
        known = found.get(row.tray.person_id)
        if words is not None and (known is None or words in _GRAVEST):
            found[row.tray.person_id] = (row.tray, words)
    for tray, words in found.values():
        if Thread.objects.visible_to(tray.person).filter(pk=event.thread_id).exists():
            areas = [event.thread.area_id]
            tell_collector(tray=tray, words=words, subject=("thread", event.thread), areas=areas)


def _concerns_answers(event: ThreadEvent) -> bool:
    """Merging and marking are noted with both questions: where the answers stand now, or still."""
    if event.verb == _Verb.CLOSED:
        return event.detail.get("reason") in _ENDS_ANSWERS
    return event.verb != _Verb.DUPLICATE or "thread" in event.detail


def _collected(event: ThreadEvent) -> QuerySet[TrayPassage]:
    rows = TrayPassage.objects.filter(tray__done_at=None, added_at__lte=event.at)
    if event.verb in _OF_ANSWERS:
        rows = rows.filter(answer=event.detail.get("answer"))
    else:
        rows = rows.filter(answer__thread=event.thread_id, answer__withdrawn_at=None)
    return rows.select_related("tray__person", "tray__profile", "answer_version").order_by("pk")


def _said_of(row: TrayPassage, event: ThreadEvent) -> StrPromise | None:
    """What the event means for this passage; None for nothing that its collector should know."""
    if event.verb == _Verb.WITHDREW:
        return _WITHDRAWN
    if event.verb != _Verb.CORRECTED:
        return _OF_QUESTIONS[_Verb(event.verb)]
    then = row.answer_version
    version = row.answer.versions.filter(at=event.at).last() if row.answer else None
    if then is None or version is None or version.number <= then.number:
        return None
    was = Passage.objects.filter(text=then.text_id, key=row.passage_key).first()
    now = Passage.objects.filter(text=version.text_id, key=row.passage_key).first()
    reader = Audience.parse(row.tray.profile.reader)
    if now is None or not Audience.parse(now.audience).may_be_told_to(reader):
        return PASSAGE_CLOSED
    return PASSAGE_CHANGED if was is not None and was.plain != now.plain else None
