"""Lists of articles, and the report of links that lead nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.utils import timezone

from knowledge.areas.models import Area
from knowledge.articles.models import Article, ArticleLink, TaggedArticle

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User
    from knowledge.areas.models import Topic
    from knowledge.articles.models.article import ArticleQuerySet

ORDERS: dict[str, tuple[str | OrderBy, ...]] = {
    "changed": ("-updated_at", "-pk"),
    "newest": ("-published_at", "-pk"),
    "due": (F("check_due_on").asc(nulls_last=True), "pk"),
    "title": ("folded_title", "pk"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFilter:
    """What the list shows. Empty values filter nothing."""

    area: Area | None = None
    topic: Topic | None = None
    author: User | None = None
    kind: str = ""
    language: str = ""
    confidence: str = ""
    state: str = ""
    sort: str = "changed"

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered at all."""
        return any(
            (
                self.area,
                self.topic,
                self.author,
                self.kind,
                self.language,
                self.confidence,
                self.state,
            )
        )


def articles_like(reader: User, chosen: ArticleFilter) -> ArticleQuerySet:
    """Articles the reader may see, filtered and ordered; ready for a list."""
    found = _in_state(Article.objects.visible_to(reader), chosen.state)
    if chosen.area:
        inside = Area.objects.descendants_of(chosen.area, include_self=True)
        found = found.in_areas(list(inside.values_list("pk", flat=True)))
    if chosen.topic:
        tagged = TaggedArticle.objects.filter(tag=chosen.topic)
        found = found.filter(pk__in=tagged.values("content_object_id"))
    if chosen.author:
        found = found.by(chosen.author)
    for name in ("kind", "language", "confidence"):
        if value := getattr(chosen, name):
            found = found.filter(**{name: value})
    return found.order_by(*ORDERS[chosen.sort]).for_list()


def _in_state(articles: ArticleQuerySet, state: str) -> ArticleQuerySet:
    if state == "archived":
        return articles.filter(archived_at__isnull=False)
    if state == "due":
        return articles.due_for_check(timezone.localdate())
    return articles if state == "all" else articles.current()


def broken_links(reader: User) -> QuerySet[ArticleLink]:
    """Links of readable current articles that lead nowhere, or to an archived article."""
    sources = Article.objects.visible_to(reader).current()
    readable = Article.objects.visible_to(reader)
    rows = ArticleLink.objects.filter(source__in=sources)
    dead = rows.filter(target=None) | rows.filter(
        target__archived_at__isnull=False, target__in=readable
    )
    return dead.select_related("source__owner", "target").order_by(
        "source__folded_title", "source_id", "typed"
    )


def backlinks(article: Article, reader: User) -> ArticleQuerySet:
    """Every readable article that links to this one."""
    sources = ArticleLink.objects.filter(target=article).values("source_id")
    found = Article.objects.visible_to(reader).filter(pk__in=sources).exclude(pk=article.pk)
    return found.order_by("folded_title", "pk").for_list()
