"""Articles as search knows them: what is indexed, and what a reader is shown of a hit."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.urls import reverse

from knowledge.articles.models import Article
from knowledge.passages.models import Passage
from knowledge.search.registry import Document, PassageDocument, PassageView, Presentation

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from accounts.models import User

COPY_ROUTE = "replies:copy"


class ArticleDocuments:
    """The kind "article". Every method costs the same number of queries whatever it is asked."""

    name = "article"

    def load(self, ids: Collection[int]) -> Iterable[Document]:
        """Published articles, archived ones included: they are found when asked for."""
        rows = Article.objects.filter(pk__in=list(ids), current__isnull=False)
        rows = rows.select_related("current__text").prefetch_related(
            "areas", "topics", "co_authors", "current__text__passages"
        )  # type: ignore[misc]
        return [_document(row) for row in rows]

    def all_ids(self, after_id: int, limit: int) -> Sequence[int]:
        rows = Article.objects.filter(pk__gt=after_id, current__isnull=False).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:limit])

    def present(self, ids: Collection[int], user: User) -> Mapping[int, Presentation]:
        rows = Article.objects.visible_to(user).filter(pk__in=list(ids))
        articles = list(rows.select_related("owner", "current").prefetch_related("areas"))
        passages = _passages_of(articles)
        copy = reverse(COPY_ROUTE)
        return {row.pk: _presentation(row, passages[row.live.text_id], copy) for row in articles}


ARTICLES = ArticleDocuments()


def _document(article: Article) -> Document:
    text = article.live.text
    people = [article.owner_id, *(person.pk for person in article.co_authors.all())]
    return Document(
        kind="article",
        object_id=article.pk,
        title=article.title,
        title_audience=article.live.title_audience,
        questions=tuple(article.live.questions),
        short_answer=text.short_answer,
        passages=tuple(
            PassageDocument(key=p.key, heading=p.heading, text=p.plain, audience=p.audience)
            for p in text.passages.all()
        ),
        topics=tuple(topic.name for topic in article.topics.all()),
        area_ids=frozenset(pk for area in article.areas.all() for pk in area.lineage),
        topic_ids=tuple(topic.pk for topic in article.topics.all()),
        people_ids=tuple(people),
        language=article.language,
        confidence=article.confidence_shown.value,
        article_kind=article.kind,
        published_at=article.published_at,
        verified_at=article.verified_at,
        changed_at=article.updated_at,
        archived=article.is_archived,
        external_id=article.external_id or "",
    )


def _passages_of(articles: Iterable[Article]) -> dict[int, list[Passage]]:
    texts = [row.live.text_id for row in articles]
    found: dict[int, list[Passage]] = defaultdict(list)
    for passage in Passage.objects.filter(text__in=texts).defer("html", "rich"):
        found[passage.text_id].append(passage)
    return found


def _presentation(article: Article, passages: Sequence[Passage], copy: str) -> Presentation:
    """`copy` is where copy keys post: found once, because finding it for each passage is dear."""
    url = article.get_absolute_url()
    return Presentation(
        kind="article",
        object_id=article.pk,
        kind_label=str(article.get_kind_display()),
        title=article.title,
        url=url,
        language=article.language,
        confidence=article.confidence_shown.value,
        external_id=article.external_id or "",
        title_audience=article.live.title_audience,
        author=article.owner,
        areas=tuple(article.areas.all()),
        verified_at=article.verified_at,
        updated_at=article.updated_at,
        archived=article.is_archived,
        preview_url=reverse("articles:pane", args=[article.slug]),
        passages={p.key: _view(article, p, url, copy) for p in passages},
    )


def _view(article: Article, passage: Passage, url: str, copy: str) -> PassageView:
    may_copy = passage.is_copyable and not article.is_archived
    query = f"?article={article.slug}&passage={passage.key}"
    return PassageView(
        key=passage.key,
        heading=passage.heading,
        plain=passage.plain,
        audience=passage.audience,
        kind=passage.kind,
        url=f"{url}#{passage.dom_id}",
        copy_url=f"{copy}{query}" if may_copy else "",
    )
