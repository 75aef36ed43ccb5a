"""Drafts: kept as their writer types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from knowledge.articles.errors import DraftGone, StaleDraft
from knowledge.articles.models import Article, Draft, Suggestion, WritingRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User


@transaction.atomic
def start_draft(
    *, person: User, fields: Mapping[str, Any], origin: tuple[str, int] | None = None
) -> Draft:
    """A draft of a new article; `origin` is the (kind, number) of what it is begun from."""
    kind, number = origin or ("", None)
    return Draft.objects.create(
        person=person,
        fields=dict(fields),
        started_with=dict(fields),
        origin_kind=kind,
        origin_id=number,
        updated_at=timezone.now(),
    )


@transaction.atomic
def start_article_draft(*, person: User, article: Article, fields: Mapping[str, Any]) -> Draft:
    """The person's draft of an article: the one they have, or a fresh one upon the current revision."""
    draft, _made = Draft.objects.get_or_create(
        person=person,
        article=article,
        defaults={
            "base": article.current,
            "fields": dict(fields),
            "started_with": dict(fields),
            "updated_at": timezone.now(),
        },
    )
    return draft


@transaction.atomic
def start_adjustment(*, person: User, suggestion: Suggestion, fields: Mapping[str, Any]) -> Draft:
    """A draft of somebody's suggestion, for adjusting. An older draft of the article is returned as it is,
    so that nothing already typed is lost; the caller compares `draft.suggestion`.
    """
    draft, _made = Draft.objects.get_or_create(
        person=person,
        article=suggestion.article,
        defaults={
            "base": suggestion.base,
            "suggestion": suggestion,
            "fields": dict(fields),
            "started_with": dict(fields),
            "updated_at": timezone.now(),
        },
    )
    return draft


@transaction.atomic
def save_draft(*, draft: Draft, fields: Mapping[str, Any], version: int) -> Draft:
    """Keep what was typed, valid or not. Raises StaleDraft when another window saved since
    `version`, and DraftGone.
    """
    saved = Draft.objects.filter(pk=draft.pk, version=version).update(
        fields=dict(fields), version=F("version") + 1, updated_at=timezone.now()
    )
    stored = Draft.objects.filter(pk=draft.pk).first()
    if stored is None:
        raise DraftGone
    if not saved and stored.fields != dict(fields):
        raise StaleDraft(stored)
    return stored


@transaction.atomic
def rebase_draft(*, draft: Draft, fields: Mapping[str, Any]) -> Draft:
    """After a conflict: the writer now stands upon the current revision, with both sides in hand."""
    draft.base = Article.objects.get(drafts=draft).current
    draft.fields = dict(fields)
    draft.version += 1
    draft.updated_at = timezone.now()
    draft.save()
    return draft


def spend_draft(draft: Draft | None) -> None:
    """It becomes an article, a revision or a suggestion, once; in the caller's transaction, which
    keeps the draft when it fails. Raises DraftGone.
    """
    if draft is not None and not Draft.objects.filter(pk=draft.pk).delete()[0]:
        raise DraftGone


@transaction.atomic
def discard_draft(*, draft: Draft) -> None:
    """Throw a draft away, because its writer says so. What it was begun for is open to others again."""
    if draft.request_id is not None:
        claimed = WritingRequest.objects.filter(
            pk=draft.request_id, writer=draft.person_id, state=WritingRequest.State.CLAIMED
        )
        claimed.update(state=WritingRequest.State.OPEN, writer=None)
    draft.delete()
