"""What reply records tell: reach of an article in totals, one's own replies to oneself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, Q
from django.utils import timezone

from knowledge.articles.models import Article
from knowledge.passages.channels import Channel
from knowledge.passages.models import Passage
from knowledge.replies.models import ReplyPassage, ReplyRecord

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User

CHANNEL_ICONS = {
    Channel.PHONE: "phone",
    Channel.EMAIL: "mail",
    Channel.CHAT: "chat",
    Channel.SOCIAL: "social",
    Channel.SHOP: "shop",
    Channel.LETTER: "letter",
}


@dataclass(frozen=True, slots=True)
class ChannelCount:
    """Replies through one channel."""

    channel: str
    label: str
    icon: str
    replies: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Customer replies that used an article; totals only, never whose."""

    replies: int
    channels: tuple[ChannelCount, ...]


USE_HALVES_DAYS = 90
_USE_AGES = ((0, 30), (30, 90), (90, 180), (180, 365), (365, 730))
"""Days between which uses count alike, as at the middle of the span."""


def recent_uses(kind: str, ids: Collection[int]) -> dict[int, float]:
    """Of these articles, replies that used each, a reply of USE_HALVES_DAYS ago counting half."""
    if kind != "article":
        return {}
    now = timezone.now()
    spans = {
        f"from_{start}": Count(
            "record",
            distinct=True,
            filter=Q(
                record__created_at__gt=now - timedelta(days=end),
                record__created_at__lte=now - timedelta(days=start),
            ),
        )
        for start, end in _USE_AGES
    }
    used = ReplyPassage.objects.filter(article__in=list(ids)).order_by()
    rows = used.values("article").annotate(**spans).values_list("article", *spans)
    weights = [_weight(start, end) for start, end in _USE_AGES]
    return {
        article: sum(weight * count for weight, count in zip(weights, counts, strict=True))
        for article, *counts in rows
    }


def _weight(start: int, end: int) -> float:
    return float(0.5 ** ((start + end) / 2 / USE_HALVES_DAYS))


def month_start() -> datetime:
    """Midnight of the first of this month, in the active time zone."""
    return timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def reach_of(article: Article, since: datetime) -> Reach:
    """Replies since then, by channel, the busiest first. Replies of no said channel count in the total."""
    used = ReplyPassage.objects.filter(article=article, record__created_at__gte=since)
    counted = used.values("record__channel").annotate(n=Count("record", distinct=True))
    by_channel = dict(counted.values_list("record__channel", "n"))
    channels = [
        ChannelCount(channel.value, str(channel.label), CHANNEL_ICONS[channel], by_channel[channel])
        for channel in Channel
        if channel in by_channel
    ]
    return Reach(
        replies=sum(by_channel.values()),
        channels=tuple(sorted(channels, key=lambda c: -c.replies)),
    )


def uses_of(articles: Iterable[Article], since: datetime) -> dict[int, int]:
    """Replies that used each of these articles since then."""
    used = ReplyPassage.objects.filter(article__in=list(articles), record__created_at__gte=since)
    counted = used.values("article_id").annotate(n=Count("record", distinct=True))
    return dict(counted.values_list("article_id", "n"))


def replies_of(person: User) -> QuerySet[ReplyRecord]:
    """One's own records, the newest first. Never call this for somebody else's page."""
    passages = ReplyPassage.objects.select_related("article", "revision")
    return ReplyRecord.objects.filter(person=person).prefetch_related(
        Prefetch("passages", queryset=passages)
    )


@dataclass(frozen=True, slots=True)
class CopiedPassage:
    """A passage in one's own list; None for the article when it is hidden now."""

    article: Article | None
    revision: int
    key: str
    plain: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class CopiedReply:
    """One line of "my replies"."""

    record: ReplyRecord
    passages: tuple[CopiedPassage, ...]


def with_passages(records: Iterable[ReplyRecord], reader: User) -> list[CopiedReply]:
    """Two queries for all lines: what is readable still, and the words that were copied."""
    rows = list(records)
    used = [use for row in rows for use in row.passages.all()]
    readable = Article.objects.visible_to(reader).in_bulk({use.article_id for use in used})
    texts = {use.revision.text_id for use in used}
    words = {
        (p.text_id, p.key): p.plain
        for p in Passage.objects.filter(text__in=texts, key__in={use.passage_key for use in used})
    }
    return [
        CopiedReply(row, tuple(_copied(use, readable, words) for use in row.passages.all()))
        for row in rows
    ]


def _copied(
    use: ReplyPassage, readable: dict[int, Article], words: dict[tuple[int, str], str]
) -> CopiedPassage:
    article = readable.get(use.article_id)
    plain = words.get((use.revision.text_id, use.passage_key), "") if article else ""
    return CopiedPassage(
        article=article,
        revision=use.revision.number,
        key=use.passage_key,
        plain=plain,
        is_current=article is not None and article.current_id == use.revision_id,
    )
