"""Telling people that what lies in their tray was archived, changed, or may not be told any more.

A job of the worker: it follows what happens to articles, and each event once. What may be told never
waits for it: that is derived whenever a tray is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from knowledge.articles.models import Article, ArticleEvent, Significance
from knowledge.markup.audience import Audience
from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.passages.models import Passage
from knowledge.replies.models import TrayPassage
from knowledge.threads.following import cursor_of, next_rows, note_done

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise as StrPromise

    from knowledge.replies.models import Tray
    from knowledge.threads.models import Thread

TELL_SECONDS: Final = 20.0
AT_ONCE: Final = 20
"""Events that one step looks at."""

PASSAGE_CLOSED: Final = _("A passage that you collected may not be told any more.")
PASSAGE_CHANGED: Final = _("A passage that you collected says something else now.")

_NAME: Final = "trays and articles"
_TOLD: Final = {Significance.MEDIUM, Significance.MAJOR}


def tell_trays() -> bool:
    """One step. Whether more may be due."""
    cursor = cursor_of(_NAME)
    verbs = [ArticleEvent.Verb.PUBLISHED, ArticleEvent.Verb.ARCHIVED]
    followed = ArticleEvent.objects.filter(verb__in=verbs)
    rows = next_rows(cursor, followed.select_related("article", "revision", "actor"), AT_ONCE)
    for event in rows:
        with transaction.atomic():
            if not note_done(cursor, event):
                return True
            _tell(event)
    return len(rows) == AT_ONCE


def _tell(event: ArticleEvent) -> None:
    """One line a person, of the gravest thing that happened to what they collected."""
    rows = TrayPassage.objects.filter(
        article=event.article_id, tray__done_at=None, added_at__lte=event.at
    )
    worst: dict[int, tuple[int, Tray]] = {}
    for row in rows.select_related("tray__person", "tray__profile", "revision"):
        grade = _grade(row, event)
        person = row.tray.person_id
        if grade and grade > worst.get(person, (0, row.tray))[0]:
            worst[person] = (grade, row.tray)
    areas = list(event.article.areas.values_list("pk", flat=True))
    for grade, tray in worst.values():
        if Article.objects.visible_to(tray.person).filter(pk=event.article_id).exists():
            tell_collector(
                tray=tray, words=_WORDS[grade], subject=("article", event.article), areas=areas
            )


_CHANGED, _CLOSED, _ARCHIVED = 1, 2, 3
_WORDS: Final = {
    _ARCHIVED: _("It was archived: nothing of it goes to customers any more."),
    _CLOSED: PASSAGE_CLOSED,
    _CHANGED: PASSAGE_CHANGED,
}


def _grade(row: TrayPassage, event: ArticleEvent) -> int:
    """What the event means for this passage; 0 for nothing that its collector should know."""
    if event.verb == ArticleEvent.Verb.ARCHIVED:
        return _ARCHIVED
    if (
        event.revision is None
        or row.revision is None
        or event.revision.number <= row.revision.number
    ):
        return 0
    was = Passage.objects.filter(text=row.revision.text_id, key=row.passage_key).first()
    now = Passage.objects.filter(text=event.revision.text_id, key=row.passage_key).first()
    reader = Audience.parse(row.tray.profile.reader)
    if now is None or not Audience.parse(now.audience).may_be_told_to(reader):
        return _CLOSED
    is_told = event.revision.significance in _TOLD
    return _CHANGED if is_told and was is not None and was.plain != now.plain else 0


def tell_collector(
    *, tray: Tray, words: StrPromise, subject: tuple[str, Article | Thread], areas: Sequence[int]
) -> None:
    """A line in the inbox of the tray's person, in their language, that leads to the tray."""
    kind, source = subject
    with translation.override(tray.person.interface_language):
        said = str(words)
    notify(
        people=[tray.person],
        actor=None,
        kind=Notification.Kind.TRAY,
        subject_kind=kind,
        subject_id=source.pk,
        title=source.title,
        url=tray.get_absolute_url(),
        word=said,
        area_ids=areas,
    )
