"""What waits for a person: articles to verify, suggestions and flags to decide, drafts to finish."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.utils import timezone

from accounts.permissions import hidden_area_ids, reader_without
from knowledge.areas.prepared import PreparedObjects
from knowledge.articles.models import Article, Draft, Kind, Revision, Significance, Suggestion
from knowledge.passages.models import Flag

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User
    from knowledge.articles.models.article import ArticleQuerySet

ARTICLE = "article"
NEWS = timedelta(days=14)
MOST_NEWS = 6


def articles_to_verify(person: User) -> ArticleQuerySet:
    """Their own articles whose verification has run out, the longest overdue first."""
    due = Article.objects.visible_to(person).due_for_check(timezone.localdate())
    return due.filter(owner=person).order_by("check_due_on", "pk").for_list()


def _theirs(person: User) -> ArticleQuerySet:
    """Articles they own, co-write, or lead an area of."""
    found = Article.objects.visible_to(person).with_rights_of(person)
    return found.filter(Q(owner=person) | Q(is_co_written=True) | Q(is_led=True))


def suggestions_for(person: User) -> QuerySet[Suggestion]:
    """Open suggestions by others that this person may decide, the oldest first."""
    rows = Suggestion.objects.filter(state=Suggestion.State.OPEN).exclude(author=person)
    return (
        rows.filter(article__in=_theirs(person).values("pk"))
        .select_related("article", "author")
        .order_by("created_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class WaitingFlag:
    """An open flag with the article it hangs on."""

    flag: Flag
    article: Article


def flags_for(person: User) -> QuerySet[Flag]:
    """Open flags on articles that this person answers for, the oldest first."""
    return _open_flags().filter(subject_id__in=_theirs(person).values("pk"))


def _open_flags() -> QuerySet[Flag]:
    rows = Flag.objects.filter(subject_kind=ARTICLE, state=Flag.State.OPEN)
    return rows.select_related("raised_by").order_by("created_at", "pk")


def with_articles(flags: Collection[Flag], reader: User) -> list[WaitingFlag]:
    """One query for the articles of all these flags; those the reader may not see are left out."""
    found = Article.objects.visible_to(reader).in_bulk([flag.subject_id for flag in flags])
    return [WaitingFlag(flag, found[flag.subject_id]) for flag in flags if flag.subject_id in found]


def drafts_of(person: User) -> QuerySet[Draft]:
    """Their drafts, the latest first, without those of articles that exist for them no more."""
    readable = Article.objects.visible_to(person).values("pk")
    rows = Draft.objects.filter(Q(article=None) | Q(article__in=readable), person=person)
    return rows.select_related("article")


def news_for(person: User) -> list[Article]:
    """What to know today: briefings and major changes of the last two weeks, the newest first; two
    queries.
    """
    since = timezone.now() - NEWS
    found = _NEWS.rows(hidden_area_ids(person), [since])
    prefetch_related_objects(found, "areas")
    return found


def _news(hidden: Collection[int], moment: Collection[datetime]) -> ArticleQuerySet:
    person, since = reader_without(hidden), max(moment)
    majors = Revision.objects.filter(
        article=OuterRef("pk"), significance=Significance.MAJOR, created_at__gte=since
    )
    recent = Article.objects.visible_to(person).current().filter(updated_at__gte=since)
    return (
        recent.filter(Q(kind=Kind.BRIEFING) | Exists(majors))
        .order_by("-updated_at", "-pk")
        .for_list()[:MOST_NEWS]
    )


_NEWS: Final[PreparedObjects[Article]] = PreparedObjects(_news)
