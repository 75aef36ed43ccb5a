"""What this package tells the ones below it when the site starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.areas.topics import register_through
from knowledge.articles.actions import refresh_stale_texts
from knowledge.articles.documents import ARTICLES
from knowledge.articles.models import Article, Kind, TaggedArticle
from knowledge.passages import subjects
from knowledge.search import registry, worker

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet

    from accounts.models import User


REFRESH_SECONDS = 10


def readable_articles(user: User, ids: Collection[int]) -> set[int]:
    """Of these articles, those the user may read: what decides about their attachments."""
    found = Article.objects.visible_to(user).filter(pk__in=list(ids))
    return set(found.values_list("pk", flat=True))


def topics_on_readable_articles(user: User) -> QuerySet[TaggedArticle]:
    """Which articles carry which topics, as far as the user may know."""
    rows: QuerySet[TaggedArticle] = TaggedArticle.objects.all()
    return rows.filter(content_object__in=Article.objects.visible_to(user))


def register() -> None:
    """Comments, flags and files hang on articles; topics tag them; search finds them."""
    subjects.register(subjects.SubjectKind(name="article", readable_ids=readable_articles))
    register_through(TaggedArticle, topics_on_readable_articles)
    worker.register_job("texts of an older renderer", REFRESH_SECONDS, refresh_stale_texts)
    registry.register(ARTICLES, labels={"article_kind": dict(Kind.choices)})
