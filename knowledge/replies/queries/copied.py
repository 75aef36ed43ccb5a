"""What reply records tell: reach of an article in totals, one's own replies to oneself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Value,
)
from django.db.models.functions import Cast, Coalesce, Concat, TruncDate
from django.urls import reverse
from django.utils import timezone

from knowledge.areas.prepared import Prepared, Row, filled
from knowledge.articles.models import Article
from knowledge.passages.channels import Channel
from knowledge.passages.models import Passage
from knowledge.replies.models import Credit, ReplyPassage, ReplyRecord, Way
from knowledge.threads.models import Answer, Thread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User
    from knowledge.threads.models import AnswerVersion

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
_USED_BY = {"article": ("article", "revision"), "thread": ("answer__thread", "answer_version")}
"""What is used, and the state of it whose credit says whose words they are."""
_USE_AGES = ((0, 30), (30, 90), (90, 180), (180, 365), (365, 730))
"""Days between which uses count alike, as at the middle of the span."""


def recent_uses(kind: str, ids: Collection[int]) -> dict[int, float]:
    """Of these articles or threads, how much each is used: search ranks by it.

    A person's uses of a passage in a day of the company count once, and those of who is credited for
    its words not at all, so that nobody lifts a text alone. One of USE_HALVES_DAYS ago counts half. A
    record that says no longer whose it was (REPLY_MONTHS) counts for itself.
    """
    if kind not in _USED_BY:
        return {}
    now = timezone.now()
    moments = [now - timedelta(days=days) for span in _USE_AGES for days in span]
    weights = [_weight(start, end) for start, end in _USE_AGES]
    return {
        number: sum(weight * count for weight, count in zip(weights, counts, strict=True))
        for number, *counts in _USES[kind].rows(filled(ids), moments)
    }


def _use_rows(
    by: str, state: str, ids: Collection[int], moments: Sequence[datetime]
) -> QuerySet[ReplyPassage, Row]:
    spans = {
        f"from_{start}": Count(
            _said_once(),
            distinct=True,
            filter=Q(record__created_at__gt=oldest, record__created_at__lte=latest),
        )
        for (start, _end), latest, oldest in zip(
            _USE_AGES, moments[::2], moments[1::2], strict=True
        )
    }
    credited = Credit.objects.filter(**{state: OuterRef(state)}, person=OuterRef("record__person"))
    used = ReplyPassage.objects.filter(~Exists(credited), **{f"{by}__in": ids}).order_by()
    rows: QuerySet[ReplyPassage, Row] = used.values(by).annotate(**spans).values_list(by, *spans)
    return rows


_USES = {kind: Prepared(partial(_use_rows, *of)) for kind, of in _USED_BY.items()}
"""Read for all that the index is filled with."""


def _said_once() -> Concat:
    """Names a person, a passage and a day; a record without a person by its own number below 0."""
    person = Coalesce("record__person_id", -F("record_id"), output_field=IntegerField())
    day = TruncDate("record__created_at", tzinfo=timezone.get_default_timezone())
    words = CharField()
    return Concat(
        Cast(person, words), Value(" "), Cast(day, words), Value(" "), "passage_key",
        output_field=words,
    )  # fmt: skip


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


def replies_of(person: User) -> QuerySet[ReplyRecord]:
    """One's own records, the newest first. Never call this for somebody else's page."""
    passages = ReplyPassage.objects.select_related(
        "article", "revision", "answer__thread", "answer_version"
    )
    return ReplyRecord.objects.filter(person=person).prefetch_related(
        Prefetch("passages", queryset=passages)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedPassage:
    """A passage in one's own list; without an address when it is hidden now."""

    title: str = ""
    url: str = ""
    flag_url: str = ""
    language: str = ""
    revision: int
    plain: str = ""
    is_current: bool = False
    is_answer: bool = False


@dataclass(frozen=True, slots=True)
class CopiedReply:
    """One line of "my replies"."""

    record: ReplyRecord
    passages: tuple[CopiedPassage, ...]


def with_passages(records: Iterable[ReplyRecord], reader: User) -> list[CopiedReply]:
    """Three queries for all lines: what is readable still, and the words that were copied."""
    rows = list(records)
    used = [use for row in rows for use in row.passages.all()]
    articles = Article.objects.visible_to(reader).in_bulk(
        {use.article_id for use in used if use.article_id}
    )
    asked = {use.answer.thread_id for use in used if use.answer}
    threads = Thread.objects.visible_to(reader).in_bulk(asked) if asked else {}
    texts = {pinned.text_id for use in used if (pinned := use.revision or use.answer_version)}
    parts = Passage.objects.filter(text__in=texts, key__in={use.passage_key for use in used})
    words = {(part.text_id, part.key): part.plain for part in parts}

    def shown(use: ReplyPassage) -> CopiedPassage:
        if use.answer is not None and use.answer_version is not None:
            said = words.get((use.answer_version.text_id, use.passage_key), "")
            return _of_answer(use.answer, use.answer_version, threads, said)
        said = words.get((use.revision.text_id, use.passage_key), "") if use.revision else ""
        return _of_article(use, articles, said)

    return [CopiedReply(row, tuple(shown(use) for use in row.passages.all())) for row in rows]


def _of_article(use: ReplyPassage, readable: dict[int, Article], plain: str) -> CopiedPassage:
    article = readable.get(use.article_id or 0)
    number = use.revision.number if use.revision else 0
    if article is None:
        return CopiedPassage(revision=number)
    return CopiedPassage(
        title=article.title,
        url=reverse("articles:passage", args=[article.slug, use.passage_key]),
        flag_url=f"{reverse('articles:flag', args=[article.slug])}?passage={use.passage_key}",
        language=article.language,
        revision=number,
        plain=plain,
        is_current=article.current_id == use.revision_id,
    )


def _of_answer(
    answer: Answer, version: AnswerVersion, readable: dict[int, Thread], plain: str
) -> CopiedPassage:
    thread = readable.get(answer.thread_id)
    if thread is None or answer.is_withdrawn:
        return CopiedPassage(revision=version.number, is_answer=True)
    return CopiedPassage(
        title=thread.title,
        url=answer.get_absolute_url(),
        language=thread.language,
        revision=version.number,
        plain=plain,
        is_current=answer.version == version.number,
        is_answer=True,
    )


def presses_of_minute(person: User) -> int:
    """How many replies they copied or told by hand in the last minute. Read from one index of theirs."""
    since = timezone.now() - timedelta(minutes=1)
    return ReplyRecord.objects.filter(
        person=person, created_at__gt=since, way__in=[Way.COPIED, Way.TOLD]
    ).count()


def answer_for(reader: User, number: int) -> Answer | None:
    """An answer that stands, in a thread that the reader may read."""
    found = Answer.objects.filter(pk=number, withdrawn_at=None).select_related("thread", "text")
    visible = Thread.objects.visible_to(reader).order_by().values("pk")
    return found.filter(thread__in=visible).first()
