"""What this package tells the ones below it when the site starts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.areas.topics import register_through
from knowledge.articles.documents import ARTICLES
from knowledge.articles.models import Article, Kind, TaggedArticle
from knowledge.passages import subjects
from knowledge.search import registry

if TYPE_CHECKING:
    from collections.abc import Collection

    from accounts.models import User


def readable_articles(user: User, ids: Collection[int]) -> set[int]:
    """Of these articles, those the user may read: what decides about their attachments."""
    found = Article.objects.visible_to(user).filter(pk__in=list(ids))
    return set(found.values_list("pk", flat=True))


def register() -> None:
    """Comments, flags and files hang on articles; topics tag them; search finds them."""
    subjects.register(subjects.SubjectKind(name="article", readable_ids=readable_articles))
    register_through(TaggedArticle)
    registry.register(ARTICLES, labels={"article_kind": dict(Kind.choices)})
