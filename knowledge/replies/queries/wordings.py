"""The words that stand in for an article's passages on a channel: approved ones, or a variant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.markup.audience import Audience
from knowledge.replies.queries.sensitive import approved_words_for, sensitive_article_ids
from knowledge.replies.queries.variants import readable_by, variants_for

if TYPE_CHECKING:
    from collections.abc import Collection

    from knowledge.articles.models import Article
    from knowledge.replies.models import VariantVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelWords:
    """Copy-ready words of an article. `version` is what the reply record pins, none for the wording of
    a topic; `is_flagged`: the article has changed since, say so before they are copied.
    """

    words: str
    audience: str
    version: VariantVersion | None = None
    is_flagged: bool = False
    is_approved: bool = False


def words_for(
    article: Article, channel: str, language: str, reader: Audience = Audience.CUSTOMER
) -> ChannelWords | None:
    """The words for that channel, language and reader; None where the passages themselves are told (or,
    of a delicate article, nothing is).
    """
    return words_for_articles([article.pk], channel, language, reader).get(article.pk)


def words_for_articles(
    ids: Collection[int], channel: str, language: str, reader: Audience = Audience.CUSTOMER
) -> dict[int, ChannelWords]:
    """The same for several articles, by their id. Two queries, four where one is delicate.

    Of a delicate article approved words alone. Withdrawn variants are as if there were none. Whether
    the article is archived, `passages.replying` decides as for its passages.
    """
    delicate = sensitive_article_ids(ids)
    found: dict[int, ChannelWords] = {}
    if delicate:
        for pk, approved in approved_words_for(delicate, channel, language).items():
            if Audience.parse(approved.audience).may_be_told_to(reader):
                found[pk] = ChannelWords(
                    words=approved.words,
                    audience=approved.audience,
                    version=approved.version,
                    is_approved=True,
                )
    others = [pk for pk in ids if pk not in delicate]
    if not others:
        return found
    for pk, one in readable_by(reader, variants_for(others, channel, language)).items():
        if one.may_be_used:
            found[pk] = ChannelWords(
                words=one.words,
                audience=one.audience,
                version=one.version,
                is_flagged=one.is_flagged,
                is_approved=one.is_approved,
            )
    return found
