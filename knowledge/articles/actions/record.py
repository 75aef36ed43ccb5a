"""What every write to an article ends with: the event, the search document, the frame, the links."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import F, Q

from accounts.models import User
from knowledge.areas.folding import fold
from knowledge.articles.links import SiteLinks
from knowledge.articles.models import (
    Article,
    ArticleEvent,
    ArticleLink,
    Revision,
    Significance,
)
from knowledge.notifications.actions import notify, tell_followers
from knowledge.notifications.models import Notification
from knowledge.passages.actions import refresh_text
from knowledge.search.actions import note_change

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

ARTICLE = "article"


def record_event(
    article: Article,
    *,
    actor: User,
    verb: ArticleEvent.Verb,
    at: datetime,
    revision: Revision | None = None,
    detail: dict[str, Any] | None = None,
) -> ArticleEvent:
    """Add a line to the article's record, in the caller's transaction."""
    return ArticleEvent.objects.create(
        article=article, actor=actor, verb=verb, at=at, revision=revision, detail=detail or {}
    )


def touch_frame(*article_ids: int) -> None:
    """Something shown around these articles changed: rendered pages kept so far are void.

    In the caller's transaction.
    """
    Article.objects.filter(pk__in=article_ids).update(frame_version=F("frame_version") + 1)


def announce_change(article: Article) -> None:
    """Void the kept page and hand the article to the search log, in the same transaction."""
    touch_frame(article.pk)
    note_change(kind=ARTICLE, object_id=article.pk)


def tell(
    people: Iterable[User],
    *,
    actor: User,
    kind: Notification.Kind,
    article: Article,
    word: str = "",
    url: str = "",
) -> None:
    """Tell those of these people who may read the article."""
    readers = [
        p
        for p in people
        if p.pk != actor.pk and Article.objects.visible_to(p).filter(pk=article.pk).exists()
    ]
    notify(
        people=readers,
        actor=actor,
        kind=kind,
        subject_kind=ARTICLE,
        subject_id=article.pk,
        title=article.title,
        url=url or article.get_absolute_url(),
        word=word,
        area_ids=list(article.areas.values_list("pk", flat=True)) if readers else (),
    )


def tell_readers(article: Article, *, revision: Revision, besides: Iterable[User]) -> None:
    """Who follows the article, its areas, topics or author hears of a revision that is not minor; in the
    caller's transaction. `besides` were told of it already.
    """
    if revision.significance == Significance.MINOR:
        return
    tell_followers(
        actor=revision.author,
        subject_kind=ARTICLE,
        subject_id=article.pk,
        title=article.title,
        url=article.get_absolute_url(),
        area_ids=list(article.areas.values_list("pk", flat=True)),
        topic_ids=list(article.topics.values_list("pk", flat=True)),
        word=revision.note,
        besides=[person.pk for person in besides],
        at=revision.created_at,
    )


def mentioned(slugs: Collection[str]) -> list[User]:
    """The active people behind @mentions."""
    return list(User.objects.active().filter(slug__in=list(slugs))) if slugs else []


def replace_links(article: Article, *, typed: Collection[str], links: SiteLinks) -> None:
    """Write down where the current revision points, and refresh the frames of old and new targets.

    `links` has rendered the text, so it knows the targets already. In the caller's transaction.
    """
    before = set(article.links.exclude(target=None).values_list("target_id", flat=True))
    found = links.articles
    if before or typed:
        article.links.all().delete()
    ArticleLink.objects.bulk_create(
        ArticleLink(
            source=article, typed=text[:300], folded=fold(text)[:300], target=found.get(text)
        )
        for text in sorted(set(typed))
    )
    changed = before.symmetric_difference(row.pk for row in found.values())
    if changed:
        touch_frame(*changed)


def mend_links(article: Article) -> None:
    """Links elsewhere that were waiting for this article now lead to it; caller's transaction."""
    names = {article.slug, article.folded_title, fold(article.external_id or "")} - {""}
    waiting = ArticleLink.objects.filter(
        Q(folded__in=names), target=None, source__current__isnull=False
    ).select_related("source__current__text", "source__owner")
    for link in waiting:
        link.target = article
        link.save(update_fields=["target"])
        refresh_text(text=link.source.live.text, links=SiteLinks(link.source.owner))
        touch_frame(link.source_id, article.pk)
