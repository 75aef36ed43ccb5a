"""The reading page: the article with its passages, people and dates, ready for its template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import hidden_area_ids, reader_without
from accounts.queries import visible_areas
from knowledge.areas.prepared import PreparedObjects
from knowledge.articles.models import Article, Revision, Significance, Suggestion
from knowledge.markup.audience import Audience
from knowledge.passages.models import Flag, Passage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import date

    from django.db.models import QuerySet

    from accounts.models import User
    from knowledge.areas.models import Area, Topic

TOC_ENTRIES = 4
TOC_WORDS = 350


class ShownWords(Protocol):
    """What a page shows of a passage, whether the whole row was read or not."""

    @property
    def key(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def audience(self) -> str: ...
    @property
    def level(self) -> int | None: ...
    @property
    def plain(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def is_copyable(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class ShownPassage:
    """A passage as the page draws it.

    `says_audience` is false when the one before says it already; `explains` is true for the first of
    its audience, which also says what the audience means.
    """

    passage: ShownWords
    audience: Audience
    says_audience: bool
    explains: bool = False

    @property
    def is_copyable(self) -> bool:
        return self.passage.is_copyable

    @property
    def is_heading(self) -> bool:
        """Nothing but a heading, which stands outside of the audience block below it."""
        return bool(self.passage.level) and not self.passage.plain.strip()


@dataclass(frozen=True, slots=True)
class TocEntry:
    """A heading, and those of the level below it."""

    heading: str
    anchor: str
    below: tuple[TocEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """Everything about the article itself; only `crumbs` depends on who reads."""

    article: Article
    revision: Revision
    short: ShownPassage | None
    passages: tuple[ShownPassage, ...]
    toc: tuple[TocEntry, ...]
    crumbs: tuple[Area, ...]
    other_areas: tuple[Area, ...]
    co_authors: tuple[User, ...]
    topics: tuple[Topic, ...]
    next_check: date | None
    has_expired: bool
    significance: str
    open_suggestions: int
    open_flags: int

    @property
    def words(self) -> int:
        return self.revision.text.words


def article_page(article: Article, reader: User) -> ArticlePage:
    """Eight queries, whatever the article's size. `article` comes with `current__text` and `owner`."""
    revision = article.live
    crumbs, others = breadcrumb(article.areas.all(), reader)
    shown = show_passages(revision.text.passages.all())
    today = timezone.localdate()
    return ArticlePage(
        article=article,
        revision=revision,
        short=next((p for p in shown if p.passage.kind == Passage.Kind.SHORT), None),
        passages=tuple(p for p in shown if p.passage.kind == Passage.Kind.BODY),
        toc=contents(revision),
        crumbs=crumbs,
        other_areas=others,
        co_authors=tuple(article.co_authors.all()),
        topics=tuple(article.topics.order_by("folded")),
        next_check=article.check_due_on,
        has_expired=article.expires_on is not None and article.expires_on < today,
        significance=_significances()[revision.significance],
        open_suggestions=article.suggestions.filter(state=Suggestion.State.OPEN).count(),
        open_flags=Flag.objects.on("article", article.pk).filter(state=Flag.State.OPEN).count(),
    )


def _significances() -> dict[str, str]:
    return {
        Significance.MINOR: _("minor change"),
        Significance.MEDIUM: _("medium change"),
        Significance.MAJOR: _("major change"),
    }


def show_passages(passages: Iterable[ShownWords]) -> list[ShownPassage]:
    """A run of passages without headings of their own says once who may be told."""
    shown: list[ShownPassage] = []
    seen: set[Audience] = set()
    last = None
    for passage in passages:
        audience = Audience.parse(passage.audience)
        repeats = audience == last and not passage.level
        shown.append(ShownPassage(passage, audience, not repeats, audience not in seen))
        seen.add(audience)
        last = audience
    return shown


def breadcrumb(areas: Iterable[Area], reader: User) -> tuple[tuple[Area, ...], tuple[Area, ...]]:
    """From the root to the article's first area, and its other areas. One query for the ancestors.

    Who leads an area inside a closed one reads the article, and the closed one is not named.
    """
    own = sorted(areas, key=lambda area: area.tree_order)
    if not own:
        return (), ()
    lineage = own[0].lineage
    above = {area.pk: area for area in _ABOVE.rows(lineage, hidden_area_ids(reader))}
    return tuple(above[pk] for pk in lineage if pk in above), tuple(own[1:])


def _above(lineage: Collection[int], hidden: Collection[int]) -> QuerySet[Area]:
    return visible_areas(reader_without(hidden)).filter(pk__in=lineage).order_by()


_ABOVE: PreparedObjects[Area] = PreparedObjects(_above)


def contents(revision: Revision) -> tuple[TocEntry, ...]:
    """The table of contents of a long article; empty for a short one."""
    rows: Sequence[tuple[int, str, str, str]] = revision.text.toc
    if len(rows) < TOC_ENTRIES or revision.text.words < TOC_WORDS:
        return ()
    top = min(row[0] for row in rows)
    entries: list[tuple[str, str, list[TocEntry]]] = []
    for level, heading, anchor, *_rest in rows:
        if level == top or not entries:
            entries.append((heading, anchor, []))
        else:
            entries[-1][2].append(TocEntry(heading, anchor))
    return tuple(TocEntry(heading, anchor, tuple(below)) for heading, anchor, below in entries)
