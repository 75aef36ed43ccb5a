"""What this package tells the ones below it when the site starts."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils.translation import get_language

from knowledge.areas.topics import register_through
from knowledge.articles.actions import refresh_stale_texts
from knowledge.articles.documents import ARTICLES
from knowledge.articles.models import Article, Kind, TaggedArticle, WritingRequest
from knowledge.articles.work import register_pages
from knowledge.notifications import followables
from knowledge.passages import subjects
from knowledge.search import registry, worker
from knowledge.ui import slots
from knowledge.ui.addresses import address_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django.utils.safestring import SafeString

    from accounts.models import User


REFRESH_SECONDS = 300
"""The renderer changes with the code, so at a start, when each job is due at once and goes on until
nothing is left. Later looks read every article: 0.1 s for 100,000."""


def readable_articles(user: User, ids: Collection[int]) -> set[int]:
    """Of these articles, those the user may read: what decides about their attachments."""
    found = Article.objects.visible_to(user).filter(pk__in=list(ids))
    return set(found.values_list("pk", flat=True))


def described_articles(user: User, ids: Collection[int]) -> dict[int, followables.Described]:
    """Of these articles, what those are called that the user may read, for who follows them."""
    found = Article.objects.visible_to(user).filter(pk__in=list(ids))
    return {
        article.pk: followables.Described(article.title, article.get_absolute_url())
        for article in found
    }


def readable_requests(user: User, ids: Collection[int]) -> set[int]:
    """Of these writing requests, those the user may see: what decides about their lines in the inbox."""
    found = WritingRequest.objects.visible_to(user).filter(pk__in=list(ids))
    return set(found.values_list("pk", flat=True))


def requests_link(request: HttpRequest) -> SafeString | str:
    """An entry of the profile menu."""
    if not request.user.is_authenticated:
        return ""
    return _menu_entry(address_of("articles:requests"), get_language())


@lru_cache(maxsize=8)
def _menu_entry(url: str, language: str | None) -> SafeString:
    """Drawn in the active language, which is part of the key."""
    return render_to_string("articles/request_menu.html", {"url": url})


def topics_on_readable_articles(user: User) -> QuerySet[TaggedArticle]:
    """Which articles carry which topics, as far as the user may know."""
    rows: QuerySet[TaggedArticle] = TaggedArticle.objects.all()
    readable = Article.objects.visible_to(user).filter(pk=OuterRef("content_object_id"))
    return rows.filter(Exists(readable))


def register() -> None:
    """Comments, flags and files hang on articles; topics tag them; search finds them."""
    subjects.register(subjects.SubjectKind(name="article", readable_ids=readable_articles))
    subjects.register(subjects.SubjectKind(name="request", readable_ids=readable_requests))
    followables.register("article", described_articles)
    slots.register("menu", requests_link, order=30)
    register_through(TaggedArticle, topics_on_readable_articles)
    worker.register_job("texts of an older renderer", REFRESH_SECONDS, refresh_stale_texts)
    register_pages()
    registry.register(ARTICLES, labels={"article_kind": dict(Kind.choices)})
