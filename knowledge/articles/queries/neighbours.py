"""What stands around an article: who links to it, its translations, what resembles it.

Which articles are neighbours is kept in the process for a while, without asking who looks; which of
them this reader may see is asked on every read, so that a new restriction holds at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.cache import caches
from django.db.models import Count

from knowledge.articles.models import Article, ArticleLink, TaggedArticle
from knowledge.passages.models import Comment

if TYPE_CHECKING:
    from accounts.models import User

KEPT_SECONDS = 300
BACKLINKS = 40
RELATED = 15
SHOWN_BACKLINKS = 8
SHOWN_RELATED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Ids only. `commenters` are the people whose comments stand under the article."""

    linked_from: tuple[int, ...]
    translations: tuple[int, ...]
    related: tuple[int, ...]
    commenters: frozenset[int]

    @property
    def articles(self) -> set[int]:
        return {*self.linked_from, *self.translations, *self.related}


@dataclass(frozen=True, slots=True, order=True)
class Neighbour:
    """An article nearby, as its link shows it."""

    title: str
    slug: str
    pk: int
    language: str
    is_archived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """Those that one reader may see. `more_links` counts readable backlinks not shown."""

    linked_from: tuple[Neighbour, ...]
    more_links: int
    translations: tuple[Neighbour, ...]
    related: tuple[Neighbour, ...]
    successor: Neighbour | None


def surroundings_of(article: Article) -> Surroundings:
    """Kept until the article's frame changes, at most five minutes."""
    key = f"surroundings:{article.pk}:{article.frame_version}"
    found: Surroundings | None = caches["local"].get(key)
    if found is None:
        found = _find_surroundings(article)
        caches["local"].set(key, found, KEPT_SECONDS)
    return found


def neighbours_of(article: Article, around: Surroundings, reader: User) -> Neighbours:
    """One query, or none for an article that stands alone."""
    seen = {}
    wanted = around.articles | ({article.replaced_by_id} if article.replaced_by_id else set())
    if wanted:
        rows = Article.objects.visible_to(reader).filter(pk__in=wanted)
        values = rows.values_list("title", "slug", "pk", "language", "archived_at")
        seen = {row[2]: Neighbour(*row[:4], row[4] is not None) for row in values}
    linked = [seen[pk] for pk in around.linked_from if pk in seen]
    translations = sorted(seen[pk] for pk in around.translations if pk in seen)
    taken = {article.pk, *around.linked_from[:SHOWN_BACKLINKS], *around.translations}
    related = [
        seen[pk]
        for pk in around.related
        if pk in seen and pk not in taken and not seen[pk].is_archived
    ]
    return Neighbours(
        linked_from=tuple(linked[:SHOWN_BACKLINKS]),
        more_links=len(linked[SHOWN_BACKLINKS:]),
        translations=tuple(translations),
        related=tuple(related[:SHOWN_RELATED]),
        successor=seen.get(article.replaced_by_id or 0),
    )


def _find_surroundings(article: Article) -> Surroundings:
    links = ArticleLink.objects.filter(target=article).exclude(source=article)
    links = links.order_by("source__folded_title")
    comments = Comment.objects.on("article", article.pk)
    return Surroundings(
        linked_from=tuple(dict.fromkeys(links.values_list("source_id", flat=True)[:BACKLINKS])),
        translations=_translations(article),
        related=_related(article),
        commenters=frozenset(comments.values_list("author_id", flat=True)),
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
    shared = (
        tagged.values("content_object_id")
        .annotate(n=Count("pk"))
        .order_by("-n", "-content_object_id")
    )
    found = list(shared.values_list("content_object_id", flat=True)[:RELATED]) if topics else []
    if len(found) < SHOWN_RELATED:
        areas = list(article.areas.values_list("pk", flat=True))
        beside = Article.objects.current().in_areas(areas).exclude(pk__in=[article.pk, *found])
        beside = beside.filter(language=article.language).order_by("-updated_at")
        found += list(beside.values_list("pk", flat=True)[: RELATED - len(found)])
    return tuple(found)
