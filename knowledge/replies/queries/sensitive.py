"""Delicate topics: which articles carry one, and what may be said of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db.models import Prefetch

from accounts.queries import visible_topics
from knowledge.articles.models import TaggedArticle
from knowledge.passages.models import AudienceChoices
from knowledge.replies.models import ApprovedWording, SensitiveTopic
from knowledge.replies.queries.variants import variants_for

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User
    from knowledge.articles.models import Article
    from knowledge.replies.models import VariantVersion


MOST_ARTICLES: Final = 50


@dataclass(frozen=True, slots=True)
class ApprovedWords:
    """What a lead approved: a variant of the article (`version`), or the wordings of its topics."""

    words: str
    audience: str
    version: VariantVersion | None = None
    wordings: tuple[ApprovedWording, ...] = ()


def sensitive_article_ids(ids: Collection[int]) -> set[int]:
    """Of these articles, those with a delicate topic, or one that a delicate topic was merged into;
    one query.
    """
    return set(_topics_of(ids))


def approved_words(article: Article, channel: str, language: str) -> ApprovedWords | None:
    """What may be said of a delicate article through that channel; None where nothing was approved."""
    return approved_words_for([article.pk], channel, language).get(article.pk)


def approved_words_for(
    ids: Collection[int], channel: str, language: str
) -> dict[int, ApprovedWords]:
    """The same for several articles, by their id; articles without a delicate topic are left out.

    A variant that a lead approved and that stands comes before the wordings of the topics, of which
    the channel's own comes before the general one. At most three queries.
    """
    topics = _topics_of(ids)
    if not topics:
        return {}
    variants = variants_for(list(topics), channel, language)
    wordings = _in_force({pk for found in topics.values() for pk in found}, channel, language)
    answer = {}
    for article_id, topic_ids in topics.items():
        variant = variants.get(article_id)
        said = tuple(wordings[pk] for pk in sorted(topic_ids) if pk in wordings)
        if variant is not None and variant.is_approved:
            found = ApprovedWords(variant.words, variant.audience, version=variant.version)
        elif said:
            words = "\n\n".join(wording.words for wording in said)
            found = ApprovedWords(words, AudienceChoices.CUSTOMER.value, wordings=said)
        else:
            continue
        answer[article_id] = found
    return answer


def replaced_wordings(
    since: Mapping[int, datetime], ids: Collection[int]
) -> dict[int, list[ApprovedWording]]:
    """Of these articles, what was approved and was replaced since a moment of each, by the article's id;
    two queries.
    """
    topics = _topics_of(ids)
    if not topics:
        return {}
    known = {pk for found in topics.values() for pk in found}
    first = min(since[pk] for pk in topics)
    rows = list(ApprovedWording.objects.filter(sensitive__in=known, replaced_at__gte=first))
    return {
        pk: [row for row in rows if row.sensitive_id in found and _was_replaced(row, since[pk])]
        for pk, found in topics.items()
    }


def sensitive_topics(reader: User) -> QuerySet[SensitiveTopic]:
    """The delicate topics that exist for this person, each with every wording it ever had."""
    return ever_sensitive(reader).filter(ended_at=None)


def ever_sensitive(reader: User) -> QuerySet[SensitiveTopic]:
    """With those that are delicate no longer, whose wordings stay to be read."""
    wordings = ApprovedWording.objects.select_related("approved_by")
    topics = visible_topics(reader).order_by().values("pk")
    rows = SensitiveTopic.objects.filter(topic__in=topics)
    return (
        rows.select_related("topic__merged_into", "set_by")
        .prefetch_related(Prefetch("wordings", queryset=wordings))
        .order_by("topic__folded")
    )


def ended_topics(reader: User) -> QuerySet[SensitiveTopic]:
    """Those that were delicate, the last ended first."""
    return ever_sensitive(reader).exclude(ended_at=None).order_by("-ended_at", "-pk")


def articles_with(sensitive: SensitiveTopic, articles: QuerySet[Article]) -> list[Article]:
    """Of these articles, those of which only approved words are said because of that topic; the first
    fifty by title.
    """
    topic = sensitive.topic
    tags = {topic.pk, topic.merged_into_id} - {None}
    tagged = TaggedArticle.objects.filter(tag__in=tags).order_by()
    found = articles.filter(pk__in=tagged.values("content_object"))
    return list(found.order_by("folded_title")[:MOST_ARTICLES])


def _topics_of(ids: Collection[int]) -> dict[int, set[int]]:
    """The delicate topics of each of these articles that has any; one query."""
    tagged = TaggedArticle.objects.order_by().filter(content_object__in=list(ids))
    own = tagged.filter(tag__sensitive__isnull=False, tag__sensitive__ended_at=None)
    merged = tagged.filter(
        tag__merged__sensitive__isnull=False, tag__merged__sensitive__ended_at=None
    )
    rows = own.values_list("content_object_id", "tag__sensitive__id").union(
        merged.values_list("content_object_id", "tag__merged__sensitive__id")
    )
    found: dict[int, set[int]] = defaultdict(set)
    for article_id, sensitive_id in rows:
        found[article_id].add(sensitive_id)
    return dict(found)


def _was_replaced(row: ApprovedWording, since: datetime) -> bool:
    return row.replaced_at is not None and row.replaced_at >= since


def _in_force(ids: Collection[int], channel: str, language: str) -> dict[int, ApprovedWording]:
    """The wording of each topic: the channel's own before the general one; one query."""
    rows = ApprovedWording.objects.filter(
        sensitive__in=list(ids), language=language, channel__in={"", channel}, replaced_at=None
    )
    return {row.sensitive_id: row for row in rows.order_by("channel")}
