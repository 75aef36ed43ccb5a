"""Suggested edits: proposed by anyone, decided by whoever may edit, and the suggester is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowledge.articles.actions.drafts import spend_draft
from knowledge.articles.actions.publish import Published, publish_revision
from knowledge.articles.actions.record import record_event, tell, touch_frame
from knowledge.articles.errors import AlreadyDecided, NothingChanged
from knowledge.articles.models import (
    Article,
    ArticleEvent,
    Draft,
    Revision,
    Significance,
    Suggestion,
)
from knowledge.articles.words import Words
from knowledge.articles.work import work_on_suggestion
from knowledge.contributions.actions.activity import minutes_to_write, note_activity
from knowledge.notifications.models import Notification

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User


@transaction.atomic
def suggest_edit(
    *,
    article: Article,
    by: User,
    words: Words,
    base: Revision,
    note: str = "",
    draft: Draft | None = None,
    at: datetime | None = None,
) -> Suggestion:
    """Propose other words. Raises NothingChanged and DraftGone."""
    spend_draft(draft)
    if words == Words.of(base):
        raise NothingChanged
    suggestion = Suggestion(
        article=article,
        base=base,
        author=by,
        fields=words.as_fields(),
        note=note.strip(),
        created_at=at or timezone.now(),
    )
    suggestion.full_clean()
    suggestion.save()
    tell(
        [article.owner, *article.co_authors.all()],
        actor=by,
        kind=Notification.Kind.SUGGESTION,
        article=article,
        word=suggestion.note,
        url=suggestion.get_absolute_url(),
    )
    touch_frame(article.pk)
    return suggestion


@transaction.atomic
def accept_suggestion(
    *,
    suggestion: Suggestion,
    by: User,
    word: str = "",
    adjusted: Words | None = None,
    draft: Draft | None = None,
    at: datetime | None = None,
) -> Published:
    """Publish the proposed words, or the decider's adjustment of them, crediting the suggester.

    The revision's author is the suggester when nothing was adjusted. Raises AlreadyDecided, EditConflict
    (the article moved on in the same paragraphs: adjust) or NothingChanged.
    """
    suggestion = _open(suggestion)
    proposed = Words.from_fields(suggestion.fields)
    is_adjusted = adjusted is not None and adjusted != proposed
    published = publish_revision(
        article=suggestion.article,
        by=by if is_adjusted else suggestion.author,
        words=adjusted or proposed,
        base=suggestion.base,
        significance=Significance.MINOR,
        note=suggestion.note[:300],
        draft=draft,
        at=at,
    )
    state = Suggestion.State.ADJUSTED if is_adjusted else Suggestion.State.ACCEPTED
    suggestion.revision = published.revision
    kind = (
        Notification.Kind.SUGGESTION_ADJUSTED
        if is_adjusted
        else Notification.Kind.SUGGESTION_ACCEPTED
    )
    _close(suggestion, state, by=by, word=word, at=at)
    _tell_suggester(suggestion, by, kind, word)
    return published


@transaction.atomic
def decline_suggestion(
    *, suggestion: Suggestion, by: User, word: str, at: datetime | None = None
) -> Suggestion:
    """Say no, with a word. Raises AlreadyDecided."""
    suggestion = _open(suggestion)
    _close(suggestion, Suggestion.State.DECLINED, by=by, word=word, at=at)
    _tell_suggester(suggestion, by, Notification.Kind.SUGGESTION_DECLINED, word)
    return suggestion


@transaction.atomic
def withdraw_suggestion(*, suggestion: Suggestion, by: User) -> Suggestion:
    """The suggester takes it back. Raises AlreadyDecided."""
    suggestion = _open(suggestion)
    _close(suggestion, Suggestion.State.WITHDRAWN, by=by, word="", at=None)
    return suggestion


def _open(suggestion: Suggestion) -> Suggestion:
    locked = Suggestion.objects.select_for_update().select_related(
        "article", "base__text", "author"
    )
    found = locked.get(pk=suggestion.pk)
    if found.state != Suggestion.State.OPEN:
        raise AlreadyDecided
    return found


def _close(
    suggestion: Suggestion, state: Suggestion.State, *, by: User, word: str, at: datetime | None
) -> None:
    suggestion.state = state
    suggestion.decided_by, suggestion.decided_at = by, at or timezone.now()
    suggestion.word = word.strip()
    suggestion.full_clean()
    suggestion.save()
    record_event(
        suggestion.article,
        actor=by,
        verb=ArticleEvent.Verb.SUGGESTION,
        at=suggestion.decided_at,
        revision=suggestion.revision,
        detail={"state": ["open", state.value], "suggestion": ["", str(suggestion.pk)]},
    )
    touch_frame(suggestion.article_id)
    if state != Suggestion.State.WITHDRAWN:
        _note_review(suggestion, by=by)


def _note_review(suggestion: Suggestion, *, by: User) -> None:
    """Reading it is counted on its page, where scripts run; the word to the suggester took time too."""
    note_activity(
        person=by,
        thing=work_on_suggestion(by, suggestion),
        minutes=minutes_to_write(suggestion.word),
        at=suggestion.decided_at,
    )


def _tell_suggester(suggestion: Suggestion, by: User, kind: Notification.Kind, word: str) -> None:
    tell(
        [suggestion.author],
        actor=by,
        kind=kind,
        article=suggestion.article,
        word=word,
        url=suggestion.get_absolute_url(),
    )
