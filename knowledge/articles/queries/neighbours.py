"""What stands around an article: who links to it, its translations, what resembles it.

Which articles are neighbours is kept in the process for a while, without asking who looks. Which of them
this reader may see, and whether anything changed, is asked on every read in one query, so that a new
restriction, an archive or a new revision holds at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.db.models import Count

from knowledge.articles.models import Article, ArticleLink, TaggedArticle
from knowledge.passages.models import Comment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from accounts.models import User

KEPT_SECONDS = 300
BACKLINKS = 40
RELATED = 15
SHOWN_BACKLINKS = 8
SHOWN_RELATED = 5
ROW = ("id", "title", "slug", "language", "archived_at", "frame_version")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Ids only. `commenters` are the people whose comments stand under the article."""

    pk: int
    frame_version: int
    linked_from: tuple[int, ...]
    translations: tuple[int, ...]
    related: tuple[int, ...]
    successor: int | None
    commenters: frozenset[int]

    @property
    def articles(self) -> set[int]:
        """All of them, the article itself included."""
        ids = {self.pk, *self.linked_from, *self.translations, *self.related}
        return ids | {self.successor} if self.successor else ids


@dataclass(frozen=True, slots=True)
class Neighbour:
    """An article as a link to it shows it."""

    pk: int
    title: str
    slug: str
    language: str
    is_archived: bool
    frame_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Those that one reader may see. `more_links` counts readable backlinks not shown."""

    linked_from: tuple[Neighbour, ...]
    more_links: int
    translations: tuple[Neighbour, ...]
    related: tuple[Neighbour, ...]
    successor: Neighbour | None


def kept_surroundings(slug: str) -> Surroundings | None:
    """What this process found around the article, perhaps a few minutes ago."""
    found: Surroundings | None = caches["local"].get(f"around:{slug}")
    return found


def keep_surroundings(article: Article) -> Surroundings:
    """Look around the article and keep what is found."""
    links = ArticleLink.objects.filter(target=article).exclude(source=article)
    links = links.order_by("source__folded_title")
    comments = Comment.objects.on("article", article.pk)
    found = Surroundings(
        pk=article.pk,
        frame_version=article.frame_version,
        linked_from=tuple(dict.fromkeys(links.values_list("source_id", flat=True)[:BACKLINKS])),
        translations=_translations(article),
        related=_related(article),
        successor=article.replaced_by_id,
        commenters=frozenset(comments.values_list("author_id", flat=True)),
    )
    caches["local"].set(f"around:{article.slug}", found, KEPT_SECONDS)
    return found


def visible_rows(around: Surroundings, reader: User) -> dict[int, Neighbour]:
    """The article and its neighbours, as far as they exist for the reader; one query."""
    rows = Article.objects.visible_rows(reader, around.articles, ROW)
    return {
        pk: Neighbour(pk, title, slug, language, archived_at is not None, version)
        for pk, title, slug, language, archived_at, version in rows
    }


def neighbours_of(around: Surroundings, seen: Mapping[int, Neighbour]) -> Neighbours:
    """Sorts the visible ones into the places of the page."""
    linked = [seen[pk] for pk in around.linked_from if pk in seen]
    translations = [seen[pk] for pk in around.translations if pk in seen]
    taken = {around.pk, *around.linked_from[:SHOWN_BACKLINKS], *around.translations}
    related = [
        seen[pk]
        for pk in around.related
        if pk in seen and pk not in taken and not seen[pk].is_archived
    ]
    return Neighbours(
        linked_from=tuple(linked[:SHOWN_BACKLINKS]),
        more_links=len(linked[SHOWN_BACKLINKS:]),
        translations=tuple(sorted(translations, key=lambda other: other.language)),
        related=tuple(related[:SHOWN_RELATED]),
        successor=seen.get(around.successor or 0),
    )


def _translations(article: Article) -> tuple[int, ...]:
    if article.translation_group is None:
        return ()
    group = Article.objects.filter(translation_group=article.translation_group)
    return tuple(group.exclude(pk=article.pk).values_list("pk", flat=True))


def _related(article: Article) -> tuple[int, ...]:
    """By shared topics, most of them first; then the newest of the same areas."""
    topics = list(article.topics.values_list("pk", flat=True))
    tagged = TaggedArticle.objects.filter(tag_id__in=topics).exclude(content_object_id=article.pk)
    shared = tagged.values("content_object_id").annotate(n=Count("pk"))
    shared = shared.order_by("-n", "-content_object_id")
    found = list(shared.values_list("content_object_id", flat=True)[:RELATED]) if topics else []
    if len(found) < SHOWN_RELATED:
        areas = list(article.areas.values_list("pk", flat=True))
        beside = Article.objects.current().in_areas(areas).exclude(pk__in=[article.pk, *found])
        beside = beside.filter(language=article.language).order_by("-updated_at")
        found += list(beside.values_list("pk", flat=True)[: RELATED - len(found)])
    return tuple(found)
