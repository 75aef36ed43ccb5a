"""Telling people, once, that what they looked for in vain or asked is there now.

A job of the worker: it follows accepted answers and first publications, and never acts for the person who
wrote them. Safe to kill at any moment: what a person was told and how far the job is are written together.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone, translation

from accounts.models import User
from knowledge.articles.models import ArticleEvent
from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.search import registry
from knowledge.search.models import SearchLog
from knowledge.threads.actions.drafting import follow_publication
from knowledge.threads.following import cursor_of, next_rows, note_done, note_place
from knowledge.threads.models import ThreadEvent
from knowledge.threads.queries.gaps import (
    REMEMBERED,
    Missed,
    document_of,
    filled_for,
    in_words,
    is_indexed,
    likely,
    missed_since,
)
from knowledge.threads.record import THREAD, tell_filled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from knowledge.search.registry import Document
    from knowledge.threads.models import Cursor

LINK_SECONDS: Final = 2.0
FILL_SECONDS: Final = 5.0
AT_ONCE: Final = 20
"""Rows of a record that one step looks at."""

PEOPLE_AT_ONCE: Final = 8
"""For whom one step searches: 0.2 s with 20,000 failed searches of 2,000 people, so that indexing, which
shares the worker, waits no longer."""

KEPT_SECONDS: Final = 60.0
"""How old what people missed may be when it is compared with something new."""

_ARTICLES: Final = "gaps and articles"
_ANSWERS: Final = "gaps and answers"
_DRAFTS: Final = "drafts of threads"


def link_published() -> bool:
    """One step: threads whose drafts were published point to their articles. Whether more may be due."""
    cursor = cursor_of(_DRAFTS)
    published = ArticleEvent.objects.filter(verb=ArticleEvent.Verb.PUBLISHED)
    rows = next_rows(cursor, published.select_related("article__owner", "actor"), AT_ONCE)
    for event in rows:
        with transaction.atomic():
            follow_publication(event=event)
            if not note_done(cursor, event):
                transaction.set_rollback(True)
                return True
    return len(rows) == AT_ONCE


class FillGaps:
    """The job; keeps what people missed for KEPT_SECONDS, because reading it is dear."""

    def __init__(self) -> None:
        self._missed: Mapping[int, tuple[Missed, ...]] = {}
        self._read_at = -KEPT_SECONDS

    def __call__(self) -> bool:
        """One step. Whether more may be due."""
        accepted = ThreadEvent.objects.filter(verb=ThreadEvent.Verb.ACCEPTED)
        first = ArticleEvent.objects.filter(verb=ArticleEvent.Verb.PUBLISHED, revision__number=1)
        answers, articles = cursor_of(_ANSWERS), cursor_of(_ARTICLES)
        for answered in next_rows(answers, accepted, 1):
            return self._follow(answers, answered, THREAD, answered.thread_id)
        for published in next_rows(articles, first, 1):
            return self._follow(articles, published, "article", published.article_id)
        return False

    def _follow(
        self, cursor: Cursor, event: ThreadEvent | ArticleEvent, kind: str, number: int
    ) -> bool:
        """A document that search has not taken in yet is waited for."""
        document = document_of(kind, number)
        if document is not None and not is_indexed(kind, number):
            return False
        near = likely(document, self._now()) if document else {}
        waiting = sorted(person for person in near if person > cursor.place)
        people = User.objects.active().in_bulk(waiting[:PEOPLE_AT_ONCE])
        filled = {
            person: one
            for pk, person in people.items()
            if document and (one := filled_for(person, document, near[pk]))
        }
        is_done = len(waiting) <= PEOPLE_AT_ONCE
        with transaction.atomic():
            place = 0 if is_done else waiting[PEOPLE_AT_ONCE - 1]
            moved = note_done(cursor, event) if is_done else note_place(cursor, place)
            if moved and document is not None:
                _tell(filled, document)
        return True

    def _now(self) -> Mapping[int, tuple[Missed, ...]]:
        if time.monotonic() - self._read_at >= KEPT_SECONDS:
            until = timezone.now()
            self._missed = missed_since(until - REMEMBERED, until)
            self._read_at = time.monotonic()
        return self._missed


def _tell(filled: Mapping[User, Missed], document: Document) -> None:
    """Those who know of it already (told before, or found it) are left out; caller's transaction."""
    kind, number = document.kind, document.object_id
    people = [person for person in filled if not _knows(person, document)]
    for person in tell_filled(people, kind=kind, number=number):
        shown = registry.kinds()[kind].present([number], person).get(number)
        if shown is None:
            continue
        with translation.override(person.interface_language):
            word = in_words(filled[person], person)
        notify(
            people=[person],
            actor=None,
            kind=Notification.Kind.FILLED,
            subject_kind=kind,
            subject_id=number,
            title=shown.title,
            url=shown.url,
            word=word,
            area_ids=[area.pk for area in shown.areas],
        )


def _knows(person: User, document: Document) -> bool:
    kind, number = document.kind, document.object_id
    told = Notification.objects.filter(person=person, subject_kind=kind, subject_id=number)
    found = SearchLog.objects.filter(person=person, outcome_kind=kind, outcome_id=number)
    return told.exists() or found.exists()
