"""Verification, archive, restore, hand-over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from knowledge.articles.actions.record import announce_change, record_event, tell
from knowledge.articles.models import Article, ArticleEvent, Confidence
from knowledge.articles.work import work_on_article
from knowledge.contributions.actions.activity import minutes_to_read, note_activity
from knowledge.notifications.models import Notification

if TYPE_CHECKING:
    from accounts.models import User


def _locked(article: Article) -> Article:
    return Article.objects.select_for_update().get(pk=article.pk)


@transaction.atomic
def verify_article(*, article: Article, by: User) -> Article:
    """Still true, says `by`: validated now, and due again after the interval.

    An expiry date that has passed is taken away: the two would contradict each other.
    """
    article = _locked(article)
    detail: dict[str, list[str]] = {}
    if article.confidence != Confidence.VALIDATED:
        detail["confidence"] = [article.confidence, Confidence.VALIDATED.value]
    if article.expires_on is not None and article.expires_on < timezone.localdate():
        detail["expires_on"] = [article.expires_on.isoformat(), ""]
        article.expires_on = None
    article.verified_at, article.verified_by = timezone.now(), by
    article.confidence = Confidence.VALIDATED
    article.check_due_on = article.next_check()
    article.full_clean()
    article.save()
    record_event(
        article,
        actor=by,
        verb=ArticleEvent.Verb.VERIFIED,
        at=article.verified_at,
        revision=article.current,
        detail=detail,
    )
    note_activity(
        person=by,
        thing=work_on_article(article),
        minutes=minutes_to_read(article.live.text.source),
        at=article.verified_at,
    )
    announce_change(article)
    return article


@transaction.atomic
def archive_article(*, article: Article, by: User, replaced_by: Article | None = None) -> Article:
    """Take it out of use; it stays reachable, with a banner that leads to its successor."""
    article = _locked(article)
    if replaced_by is not None and _ends_at(replaced_by, article):
        raise ValidationError(
            {"replaced_by": _("That article is itself replaced by this one. Choose another.")}
        )
    article.archived_at, article.archived_by = timezone.now(), by
    article.replaced_by = replaced_by
    article.full_clean()
    article.save()
    detail = {"replaced_by": ["", replaced_by.slug]} if replaced_by else {}
    record_event(
        article,
        actor=by,
        verb=ArticleEvent.Verb.ARCHIVED,
        at=article.archived_at,
        detail=detail,
    )
    announce_change(article)
    return article


def _ends_at(start: Article, end: Article) -> bool:
    """Following "replaced by" from `start` leads to `end`."""
    seen: set[int] = set()
    step: Article | None = start
    while step is not None and step.pk not in seen:
        if step.pk == end.pk:
            return True
        seen.add(step.pk)
        step = step.replaced_by
    return False


@transaction.atomic
def restore_article(*, article: Article, by: User) -> Article:
    """Bring an archived article back into use."""
    article = _locked(article)
    article.archived_at = article.archived_by = article.replaced_by = None
    article.full_clean()
    article.save()
    record_event(article, actor=by, verb=ArticleEvent.Verb.RESTORED, at=timezone.now())
    announce_change(article)
    return article


@transaction.atomic
def hand_over(*, article: Article, by: User, owner: User) -> Article:
    """Give the article another owner; the former one becomes a co-author."""
    article = _locked(article)
    former = article.owner
    article.owner = owner
    article.full_clean()
    article.save()
    article.co_authors.remove(owner)
    if former.is_active and former != owner:
        article.co_authors.add(former)
    record_event(
        article,
        actor=by,
        verb=ArticleEvent.Verb.OWNER,
        at=timezone.now(),
        detail={"owner": [former.slug, owner.slug]},
    )
    tell([owner], actor=by, kind=Notification.Kind.OWNER, article=article)
    announce_change(article)
    return article
