"""Importing many articles at once: a batch is one transaction and a handful of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from knowledge.areas.folding import fold
from knowledge.articles.actions.publish import (
    RESERVED_SLUGS,
    SLUG_LENGTH,
    free_slug,
    publish_revision,
)
from knowledge.articles.actions.record import ARTICLE, replace_links
from knowledge.articles.errors import NothingChanged
from knowledge.articles.links import SiteLinks
from knowledge.articles.models import (
    Article,
    ArticleEvent,
    Revision,
    Significance,
    TaggedArticle,
)
from knowledge.articles.words import Settings, Words
from knowledge.markup import NO_LINKS
from knowledge.passages.actions import refresh_text
from knowledge.passages.models import Passage, Text, new_key
from knowledge.passages.texts import BuiltText, Source, build_text
from knowledge.search.actions import note_changes

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.areas.models import Topic


@dataclass(frozen=True, kw_only=True)
class Import:
    """One article to take in. `topics` are saved rows, so that a batch asks for none."""

    words: Words
    settings: Settings
    owner: User
    external_id: str | None = None
    published_at: datetime | None = None
    topics: tuple[Topic, ...] = ()


@dataclass(kw_only=True)
class Imported:
    """What a batch did; `linking` are ids of new articles whose [[links]] still wait for a second pass."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    linking: list[int] = field(default_factory=list)


@dataclass(kw_only=True)
class _New:
    given: Import
    at: datetime
    built: BuiltText
    article: Article
    revision: Revision | None = None


@transaction.atomic
def import_articles(*, rows: Sequence[Import]) -> Imported:
    """Take a batch in. `external_id` makes it repeatable: known ones get a revision when words differ."""
    ids = [row.external_id for row in rows if row.external_id]
    known = {
        article.external_id: article
        for article in Article.objects.filter(external_id__in=ids).select_related("current__text")
    }
    result = Imported()
    fresh = []
    for row in rows:
        article = known.get(row.external_id) if row.external_id else None
        if article is None:
            fresh.append(row)
        elif _update(article, row):
            result.updated += 1
        else:
            result.unchanged += 1
    created = _create(fresh)
    result.created = len(created)
    result.linking = [new.article.pk for new in created if _points_elsewhere(new.built)]
    note_changes(kind=ARTICLE, object_ids=[new.article.pk for new in created])
    return result


@transaction.atomic
def link_imported(*, article_ids: Collection[int]) -> None:
    """Second pass: now that all are there, their links, mentions and attachments are resolved."""
    found = Article.objects.filter(pk__in=article_ids).select_related("current__text", "owner")
    for article in found:
        links = SiteLinks(article.owner)
        built = refresh_text(text=article.live.text, links=links)
        typed = {link.target for link in built.rendered.links}
        replace_links(article, typed=typed, links=links)
    note_changes(kind=ARTICLE, object_ids=list(article_ids))


def _points_elsewhere(built: BuiltText) -> bool:
    return bool(built.rendered.links or built.rendered.mentions or built.rendered.attachments)


def _update(article: Article, row: Import) -> bool:
    try:
        publish_revision(
            article=article,
            by=row.owner,
            words=row.words,
            base=article.live,
            significance=Significance.MEDIUM,
        )
    except NothingChanged:
        return False
    return True


def _create(rows: Sequence[Import]) -> list[_New]:
    now = timezone.now()
    slugs = _slugs([row.words.title for row in rows])
    news = [
        _New(given=row, at=min(row.published_at or now, now), built=_build(row), article=Article())
        for row in rows
    ]
    for new, slug in zip(news, slugs, strict=True):
        new.article = _article(new, slug)
    Article.objects.bulk_create([new.article for new in news])
    Text.objects.bulk_create([new.built.text for new in news])
    for new in news:
        for passage in new.built.passages:
            passage.text = new.built.text
        new.revision = _revision(new)
    Passage.objects.bulk_create([p for new in news for p in new.built.passages])
    Revision.objects.bulk_create([new.revision for new in news if new.revision])
    for new in news:
        new.article.current = new.revision
    Article.objects.bulk_update([new.article for new in news], ["current"])
    _relate(news)
    return news


def _build(row: Import) -> BuiltText:
    source = Source(
        body=row.words.body,
        language=row.settings.language,
        short_answer=row.words.short_answer,
        short_answer_audience=row.words.short_answer_audience,
    )
    return build_text(source, links=NO_LINKS)


def _article(new: _New, slug: str) -> Article:
    words, settings = new.given.words, new.given.settings
    article = Article(
        slug=slug,
        title=words.title,
        folded_title=fold(words.title),
        kind=settings.kind,
        language=settings.language,
        owner=new.given.owner,
        confidence=settings.confidence,
        editing_rights=settings.editing_rights,
        verification_interval_days=settings.verification_interval_days,
        verified_at=new.at,
        verified_by=new.given.owner,
        expires_on=settings.expires_on,
        published_at=new.at,
        updated_at=new.at,
        external_id=new.given.external_id,
    )
    article.check_due_on = article.next_check()
    return article


def _revision(new: _New) -> Revision:
    words = new.given.words
    return Revision(
        article=new.article,
        number=1,
        text=new.built.text,
        title=words.title,
        title_audience=words.title_audience,
        questions=list(words.questions),
        significance=Significance.MAJOR,
        author=new.given.owner,
        created_at=new.at,
    )


def _relate(news: Iterable[_New]) -> None:
    in_area = Article.areas.through
    in_area.objects.bulk_create(
        in_area(article=new.article, area=area) for new in news for area in new.given.settings.areas
    )
    co_wrote = Article.co_authors.through
    co_wrote.objects.bulk_create(
        co_wrote(article=new.article, user=person)
        for new in news
        for person in new.given.settings.co_authors
        if person.pk != new.given.owner.pk
    )
    TaggedArticle.objects.bulk_create(
        TaggedArticle(tag=topic, content_object=new.article)
        for new in news
        for topic in dict.fromkeys(new.given.topics)
    )
    ArticleEvent.objects.bulk_create(
        ArticleEvent(
            article=new.article,
            actor=new.given.owner,
            verb=ArticleEvent.Verb.PUBLISHED,
            revision=new.revision,
            at=new.at,
        )
        for new in news
    )


def _slugs(titles: Sequence[str]) -> list[str]:
    """Free addresses for many titles with one query; twins get a number, or a word at random."""
    wanted = [slugify(fold(title))[:SLUG_LENGTH].strip("-") or new_key() for title in titles]
    taken = set(RESERVED_SLUGS)
    taken |= set(Article.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    slugs = []
    for slug, title in zip(wanted, titles, strict=True):
        free = slug
        if slug in taken:
            free = free_slug(title)
            while free in taken:
                free = f"{slug}-{new_key(6)}"
        taken.add(free)
        slugs.append(free)
    return slugs
