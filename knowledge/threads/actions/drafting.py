"""An answered question becomes an article: its draft, and what follows when that is published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from knowledge.articles.actions import start_draft
from knowledge.articles.forms.editor import MAX_QUESTIONS, initial_fields
from knowledge.articles.models import ArticleEvent
from knowledge.articles.queries.requests import readers_of
from knowledge.articles.words import Settings, Words
from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.threads.clock import locked
from knowledge.threads.errors import AlreadyDrafted, AlreadyWritten, NotAnswered
from knowledge.threads.models import Answer, Thread, ThreadEvent
from knowledge.threads.record import (
    THREAD,
    announce_change,
    areas_of,
    concerned_by,
    readers_among,
    record_event,
    tell_filled,
)

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from knowledge.articles.models import Article, Draft

NOTE_LENGTH: Final = 300


@transaction.atomic
def draft_from_thread(*, thread: Thread, by: User, at: datetime | None = None) -> Draft:
    """Begin the article that a thread asks for: question, phrasings, answer, areas, and who is to be
    thanked. The draft that `by` has begun already is kept.

    Raises AlreadyWritten, AlreadyDrafted (by somebody else), and NotAnswered.
    """
    at = at or timezone.now()
    thread = locked(thread)
    if thread.article is not None:
        raise AlreadyWritten(thread.article)
    if thread.draft is not None:
        if thread.draft.person_id == by.pk:
            return thread.draft
        raise AlreadyDrafted(thread.draft.person)
    answer = best_answer(thread)
    if answer is None or answer.is_partial:
        raise NotAnswered(thread)
    fields = _fields(thread, answer, by)
    draft = start_draft(person=by, fields=fields, origin=(THREAD, thread.pk))
    thread.draft = draft
    thread.save(update_fields=["draft"])
    record_event(thread, actor=by, verb=ThreadEvent.Verb.DRAFTED, at=at)
    announce_change(thread, at)
    return draft


def best_answer(thread: Thread) -> Answer | None:
    """The accepted one, else a full one that helped most people, the latest of those; or None."""
    standing = Answer.objects.filter(thread=thread, withdrawn_at=None)
    ordered = standing.annotate(helping=Count("helped")).order_by(
        F("accepted_at").asc(nulls_last=True), "is_partial", "-helping", "-created_at", "-pk"
    )
    found = ordered.select_related("author", "text").first()
    if found is not None and found.is_accepted:
        found.is_partial = False
    return found


def follow_publication(*, event: ArticleEvent) -> Thread | None:
    """The draft of a thread is published: the thread points to the article, and its people are told.

    Nothing happens a second time, nor for an article that was begun elsewhere. None then.
    """
    kind, number = event.detail.get("origin", ("", "0"))
    if kind != THREAD:
        return None
    with transaction.atomic():
        found = Thread.objects.select_for_update().filter(pk=int(number), article=None).first()
        if found is None:
            return None
        article = event.article
        found.article, found.draft = article, None
        found.save(update_fields=["article", "draft"])
        detail = {"article": article.pk}
        verb = ThreadEvent.Verb.ARTICLE
        record_event(found, actor=event.actor, verb=verb, at=event.at, detail=detail)
        _tell_of_article(found, article, event.actor)
        announce_change(found)
        return found


def _tell_of_article(thread: Thread, article: Article, actor: User) -> None:
    """Who may read both: the line says what was asked."""
    asked = readers_among(concerned_by(thread), areas_of(thread))
    readers = readers_of(article, asked)
    notify(
        people=tell_filled(readers, kind="article", number=article.pk),
        actor=actor,
        kind=Notification.Kind.FILLED,
        subject_kind="article",
        subject_id=article.pk,
        title=article.title,
        url=article.get_absolute_url(),
        word=thread.title,
        area_ids=[area.pk for area in areas_of(thread)],
    )


def _fields(thread: Thread, answer: Answer, by: User) -> dict[str, object]:
    asked = (thread.customer_words, thread.failed_query)
    phrasings = [" ".join(words.split()) for words in asked]
    unlike = [words for words in phrasings if words and words != thread.title]
    words = Words(
        title=thread.title,
        body=answer.text.source,
        questions=tuple(dict.fromkeys(unlike))[:MAX_QUESTIONS],
    )
    settings = Settings(
        language=thread.language,
        areas=tuple(area for area in areas_of(thread) if not area.archived),
        co_authors=(answer.author,)
        if answer.author_id != by.pk and answer.author.is_active
        else (),
    )
    return {**initial_fields(words, settings), "note": _note(thread, answer)}


def _note(thread: Thread, answer: Answer) -> str:
    """Whom the article thanks, in the language it is written in."""
    with override(thread.language):
        said = _("From a question of %(asker)s, answered by %(author)s.")
        names = {"asker": thread.asker.display_name, "author": answer.author.display_name}
        return (said % names)[:NOTE_LENGTH]
