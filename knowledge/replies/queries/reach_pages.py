"""What the pages of reach show beside its figures: the passages, who agreed to be named, reach per hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.contributions.models import WeekSum
from knowledge.contributions.periods import WEEK, company_day, monday_of
from knowledge.passages.models import Passage
from knowledge.replies.queries.reach import COMPLETE_WEEKS, credited_to, uses_since
from knowledge.search.retention import day_start
from knowledge.threads.models import Answer

if TYPE_CHECKING:
    from datetime import date, datetime

    from knowledge.replies.queries.reach import Reach

MOST_PASSAGES: Final = 10
MOST_NAMES: Final = 30
PASSAGE_WEEKS: Final = 4
MINUTES_AN_HOUR: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachedPassage:
    """A passage of theirs and the replies that used it in PASSAGE_WEEKS complete weeks and this one."""

    title: str
    url: str
    language: str
    plain: str
    replies: int


@dataclass(frozen=True, slots=True)
class PerHour:
    """Reach and the minutes that it took, apart. Source: features.md, section 5a: “reach / (actual
    minutes / 60), shown over >= 12 weeks only”; actual minutes are the confirmed ones.
    """

    shared: int
    minutes: int

    @property
    def rate(self) -> float | None:
        """None is no data."""
        if not self.minutes:
            return None
        return self.shared / 100 / (self.minutes / MINUTES_AN_HOUR)


def reached_passages(person: User, now: datetime | None = None) -> tuple[ReachedPassage, ...]:
    """Those used most, the most used first; seven queries at most."""
    since = day_start(monday_of(company_day(now or timezone.now())) - PASSAGE_WEEKS * WEEK)
    credited = credited_to(person)
    if not credited:
        return ()
    rows = uses_since(credited, since).values("article", "answer", "passage_key")
    counted = rows.annotate(n=Count("record", distinct=True))
    found = list(
        counted.order_by("-n", "article", "answer", "passage_key").values_list(
            "article", "answer", "passage_key", "n"
        )[:MOST_PASSAGES]
    )
    articles = Article.objects.select_related("current").in_bulk({row[0] for row in found} - {None})
    answers = Answer.objects.select_related("thread").in_bulk({row[1] for row in found} - {None})
    texts = {article.live.text_id for article in articles.values()}
    texts |= {answer.text_id for answer in answers.values()}
    known = Passage.objects.filter(text__in=texts, key__in={row[2] for row in found})
    words = {(text, key): plain for text, key, plain in known.values_list("text", "key", "plain")}
    shown = []
    for article_id, answer_id, key, replies in found:
        article = articles.get(article_id)
        if article is not None:
            title, language = article.title, article.language
            url = reverse("articles:passage", args=[article.slug, key])
            plain = words.get((article.live.text_id, key), "")
        else:
            answer = answers[answer_id]
            title, language = answer.thread.title, answer.thread.language
            url, plain = answer.get_absolute_url(), words.get((answer.text_id, key), "")
        shown.append(
            ReachedPassage(title=title, url=url, language=language, plain=plain, replies=replies)
        )
    return tuple(shown)


def named_users(person: User, now: datetime | None = None) -> tuple[User, ...]:
    """Who used their passages in these weeks and agreed that authors may read it; by name, without
    any number.
    """
    since = day_start(monday_of(company_day(now or timezone.now())) - PASSAGE_WEEKS * WEEK)
    credited = credited_to(person)
    if not credited:
        return ()
    agreed = uses_since(credited, since).filter(record__person__desk_preference__shows_name=True)
    people = User.objects.active().filter(pk__in=agreed.values("record__person"))
    return tuple(people.exclude(pk=person.pk).order_by("folded_name", "pk")[:MOST_NAMES])


def per_hour(person: User, reach: Reach) -> PerHour | None:
    """Over the complete weeks of the reach; None while the person was not here for all of them."""
    first: date = reach.weeks[0].monday
    if len(reach.weeks) < COMPLETE_WEEKS or not _was_here(person, first):
        return None
    mondays = [week.monday for week in reach.weeks]
    rows = WeekSum.objects.filter(person=person, monday__in=mondays)
    minutes = rows.aggregate(total=Sum("minutes"))["total"] or 0
    return PerHour(reach.complete.shared, minutes)


def _was_here(person: User, day: date) -> bool:
    """An account may be younger than its person is in their team."""
    if company_day(person.created_at) <= day:
        return True
    return bool(person.memberships.filter(since__lte=day).exists())
