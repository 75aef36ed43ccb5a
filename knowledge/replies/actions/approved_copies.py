"""The copy key on a delicate matter: approved words leave instead of the passage, where there are any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.markup.audience import Audience
from knowledge.passages.replying import Candidate, Obstacle, obstacle
from knowledge.passages.watching import checker
from knowledge.replies.actions.recording import VARIANT, NotForCustomers, Used, record_reply
from knowledge.replies.models import Way
from knowledge.replies.queries.speaking import FREE, areas_of, public_profile, speaking_of
from knowledge.replies.queries.wordings import words_for

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from accounts.models import User
    from knowledge.articles.models import Article
    from knowledge.replies.models import ReplyRecord
    from knowledge.replies.queries.wordings import ChannelWords


def record_approved_copy(
    *,
    person: User,
    article: Article,
    passage_keys: Collection[str],
    channel: str = "",
    search_id: UUID | None = None,
    key: UUID | None = None,
    way: str = Way.COPIED,
) -> tuple[ReplyRecord, ChannelWords]:
    """What a lead approved for that channel and the article's language goes into a reply, in place of
    passages that were refused because their matter is delicate. Answers with those words.

    Raises NotForCustomers with nothing written: where nothing is approved, the matter stays closed.
    """
    own = words_for(article, channel, article.language)
    why = _obstacle(person, article, channel, own)
    if own is None or why is not None:
        raise NotForCustomers(why or Obstacle.SENSITIVE)
    keys = [VARIANT] if own.version else sorted(set(passage_keys))
    record = record_reply(
        person=person,
        used=[
            Used(article=article, revision=article.live, passage_key=one, variant=own.version)
            for one in keys
        ],
        channel=channel,
        language=article.language,
        way=way,
        key=key,
        text="" if way == Way.TOLD else own.words,
        search=search_id,
    )
    return record, own


def _obstacle(
    person: User, article: Article, channel: str, own: ChannelWords | None
) -> Obstacle | None:
    """What keeps the approved words here: the one rule of every way out."""
    public = public_profile(channel)
    areas = areas_of([article.pk], []) if public else {}
    concerned = {pk for found in areas.values() for pk in found}
    speaking = speaking_of(person, public, concerned) if public else FREE
    candidate = Candidate(
        own.audience if own else Audience.CUSTOMER.value,
        is_archived=article.is_archived,
        is_sensitive=True,
        is_approved=own is not None and own.is_approved,
        is_blocked=own is not None and checker().is_blocked(own.words),
        needs_policy=speaking.policy is not None,
        needs_speaker=bool(speaking.speakers),
    )
    return obstacle(candidate, Audience.CUSTOMER)
