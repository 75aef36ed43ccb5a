"""Articles as search knows them: what is indexed, and what a reader is shown of a hit.

Both read columns and not model instances: an index of a whole company is built from `load`, and
`present` runs in every search, where making Django's instances took longer than finding them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple, overload

from django.db import DEFAULT_DB_ALIAS

from accounts.models import User
from accounts.permissions import hidden_area_ids, reader_without
from knowledge.areas.models import Area
from knowledge.areas.prepared import Prepared, Row, filled
from knowledge.articles.models import Article, Confidence, Kind, TaggedArticle
from knowledge.passages.models import AudienceChoices, Passage
from knowledge.search.registry import Document, PassageDocument, PassageView, Presentation
from knowledge.ui.addresses import ANY_SLUG, address_around, address_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

COPY_ROUTE: Final = "replies:copy"

_KINDS: Final = dict(Kind.choices)
_OWNER: Final = ("id", "display_name", "slug", "avatar")


class _Indexed(NamedTuple):
    """The columns of an article that the index keeps."""

    id: int
    title: str
    owner_id: int
    language: str
    confidence: str
    kind: str
    published_at: datetime | None
    verified_at: datetime | None
    updated_at: datetime | None
    archived_at: datetime | None
    external_id: str | None
    current__title_audience: str
    current__questions: list[str]
    current__text_id: int
    current__text__short_answer: str


class _Shown(NamedTuple):
    """The columns of an article that a result shows."""

    id: int
    slug: str
    title: str
    kind: str
    language: str
    confidence: str
    verified_at: datetime | None
    updated_at: datetime | None
    archived_at: datetime | None
    external_id: str | None
    current__title_audience: str
    current__text_id: int
    owner__id: int
    owner__display_name: str
    owner__slug: str
    owner__avatar: str


class _Of(NamedTuple):
    """What belongs to articles, by their ids."""

    areas: dict[int, list[Row]]
    topics: dict[int, list[Row]]
    co_authors: dict[int, list[Row]]


class ArticleDocuments:
    """The kind "article". Every method costs the same number of queries whatever it is asked."""

    name = "article"

    def load(self, ids: Collection[int]) -> Iterable[Document]:
        """Published articles, archived ones included: they are found when asked for."""
        rows = [_Indexed._make(row) for row in _INDEXED.rows(filled(ids))]
        texts = filled([row.current__text_id for row in rows])
        passages = _by_first(_TEXTS.rows(texts))
        around = _around(filled([row.id for row in rows]))
        return [_document(row, passages[row.current__text_id], around) for row in rows]

    def all_ids(self, after_id: int, limit: int) -> Sequence[int]:
        rows = Article.objects.filter(pk__gt=after_id, current__isnull=False).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:limit])

    def present(self, ids: Collection[int], user: User) -> Mapping[int, Presentation]:
        rows = [_Shown._make(row) for row in _SHOWN.rows(ids, hidden_area_ids(user))]
        page = _Page(rows)
        return {row.id: page.presentation(row) for row in rows}


ARTICLES = ArticleDocuments()


def _confidence(stored: str, archived_at: datetime | None) -> str:
    """As `Article.confidence_shown`."""
    return Confidence.ARCHIVED.value if archived_at else stored


def _by_first(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """Rows of columns, gathered under the first one."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row[1:])
    return found


def _passages(texts: Collection[int], *columns: str) -> QuerySet[Passage, Row]:
    """Text id, key, audience, … of the passages of texts in their order."""
    rows = Passage.objects.filter(text__in=texts).order_by("text_id", "position")
    return rows.values_list("text_id", "key", "audience", *columns)


# Indexing


def _indexed_rows(ids: Collection[int]) -> QuerySet[Article, Row]:
    found = Article.objects.filter(pk__in=ids, current__isnull=False)
    return found.values_list(*_Indexed._fields)


def _text_rows(texts: Collection[int]) -> QuerySet[Passage, Row]:
    return _passages(texts, "heading", "plain")


def _area_rows(ids: Collection[int]) -> QuerySet[Any, Row]:
    areas = Article.areas.through.objects.filter(article__in=ids)
    return areas.values_list("article_id", "area_id", "area__path")


def _topic_rows(ids: Collection[int]) -> QuerySet[TaggedArticle, Row]:
    topics: QuerySet[TaggedArticle] = TaggedArticle.objects.filter(content_object__in=ids)
    return topics.order_by("pk").values_list("content_object_id", "tag_id", "tag__name")


def _co_author_rows(ids: Collection[int]) -> QuerySet[Any, Row]:
    people = Article.co_authors.through.objects.filter(article__in=ids).order_by("pk")
    return people.values_list("article_id", "user_id")


_INDEXED = Prepared(_indexed_rows)
_TEXTS = Prepared(_text_rows)
_TAGGED_AREAS = Prepared(_area_rows)
_TOPICS = Prepared(_topic_rows)
_CO_AUTHORS = Prepared(_co_author_rows)


def _around(ids: Collection[int]) -> _Of:
    read = (_TAGGED_AREAS, _TOPICS, _CO_AUTHORS)
    return _Of(*(_by_first(prepared.rows(ids)) for prepared in read))


def _document(row: _Indexed, passages: Sequence[Row], around: _Of) -> Document:
    areas, topics = around.areas[row.id], around.topics[row.id]
    return Document(
        kind="article",
        object_id=row.id,
        title=row.title,
        title_audience=row.current__title_audience,
        questions=tuple(row.current__questions),
        short_answer=row.current__text__short_answer,
        passages=tuple(
            PassageDocument(key=key, heading=heading, text=plain, audience=audience)
            for key, audience, heading, plain in passages
        ),
        topics=tuple(name for _pk, name in topics),
        area_ids=frozenset(pk for _pk, path in areas for pk in _lineage(path)),
        closing_area_ids=tuple(pk for pk, _path in areas),
        topic_ids=tuple(pk for pk, _name in topics),
        people_ids=(row.owner_id, *(pk for (pk,) in around.co_authors[row.id])),
        language=row.language,
        confidence=_confidence(row.confidence, row.archived_at),
        article_kind=row.kind,
        published_at=row.published_at,
        verified_at=row.verified_at,
        changed_at=row.updated_at,
        archived=row.archived_at is not None,
        external_id=row.external_id or "",
    )


@lru_cache(maxsize=1_000)
def _lineage(path: str) -> tuple[int, ...]:
    return Area(path=path).lineage


# Showing


def _shown_rows(ids: Collection[int], hidden: Collection[int]) -> QuerySet[Article, Row]:
    found = Article.objects.visible_to(reader_without(hidden)).filter(pk__in=ids)
    return found.values_list(*_Shown._fields)


def _view_rows(texts: Collection[int]) -> QuerySet[Passage, Row]:
    return _passages(texts, *_View._fields[2:])


_SHOWN = Prepared(_shown_rows)
_VIEWS = Prepared(_view_rows)


class _Page:
    """The articles of one page of results, and what all of them are made with."""

    def __init__(self, rows: Sequence[_Shown]) -> None:
        self._passages = _by_first(_VIEWS.rows([row.current__text_id for row in rows]))
        self._owners: dict[int, User] = {}
        self._areas = _Areas([row.id for row in rows])
        self._detail = address_around("articles:detail", ANY_SLUG)
        self._pane = address_around("articles:pane", ANY_SLUG)
        self._copy = address_of(COPY_ROUTE)
        self._kinds: dict[str, str] = {}

    def presentation(self, row: _Shown) -> Presentation:
        url = self._detail(row.slug)
        passages = self._passages[row.current__text_id]
        return Presentation(
            kind="article",
            object_id=row.id,
            kind_label=self._kind(row.kind),
            title=row.title,
            url=url,
            language=row.language,
            confidence=_confidence(row.confidence, row.archived_at),
            external_id=row.external_id or "",
            title_audience=row.current__title_audience,
            author=self._owner(row),
            areas=_AreasOfOne(self._areas, row.id),
            verified_at=row.verified_at,
            updated_at=row.updated_at,
            archived=row.archived_at is not None,
            preview_url=self._pane(row.slug),
            passages={p[0]: self._view(row, _View(*p), url) for p in passages},
        )

    def _kind(self, kind: str) -> str:
        if kind not in self._kinds:
            self._kinds[kind] = str(_KINDS[kind])
        return self._kinds[kind]

    def _owner(self, row: _Shown) -> User:
        """As much of the person as a face and a name need; the rest is read when it is asked for."""
        if row.owner__id not in self._owners:
            values = row[-len(_OWNER) :]
            self._owners[row.owner__id] = User.from_db(DEFAULT_DB_ALIAS, _OWNER, values)
        return self._owners[row.owner__id]

    def _view(self, row: _Shown, passage: _View, url: str) -> PassageView:
        """Of an archived article nothing is copied."""
        may_copy = passage.audience == AudienceChoices.CUSTOMER and not row.archived_at
        query = f"?article={row.slug}&passage={passage.key}"
        return PassageView(
            key=passage.key,
            heading=passage.heading,
            plain=passage.plain,
            audience=passage.audience,
            kind=passage.kind,
            url=f"{url}#p-{passage.key}",
            copy_url=f"{self._copy}{query}" if may_copy else "",
        )


class _View(NamedTuple):
    """The columns of a passage that a result shows."""

    key: str
    audience: str
    kind: str
    heading: str
    plain: str


class _Areas:
    """Read when the areas of any of the articles are asked for; search pages don't."""

    def __init__(self, articles: Collection[int]) -> None:
        self._articles = articles

    @cached_property
    def by_article(self) -> dict[int, list[Area]]:
        tagged = Article.areas.through.objects.filter(article__in=self._articles)
        found: dict[int, list[Area]] = defaultdict(list)
        for row in tagged.select_related("area").order_by("area__tree_order"):
            found[row.article_id].append(row.area)
        return found


class _AreasOfOne(Sequence[Area]):
    """Those of one article."""

    def __init__(self, areas: _Areas, article: int) -> None:
        self._areas = areas
        self._article = article

    @overload
    def __getitem__(self, place: int) -> Area: ...
    @overload
    def __getitem__(self, place: slice) -> list[Area]: ...
    def __getitem__(self, place: int | slice) -> Area | list[Area]:
        return self._areas.by_article[self._article][place]

    def __len__(self) -> int:
        return len(self._areas.by_article[self._article])
