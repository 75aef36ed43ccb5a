"""Writing down that snippets went into a reply, by what was kept of them when they were handed out.

What is kept is sealed: it proves that this person was given these words of this state, under the rule as
it then was. So a reply that was given before an article changed is recorded as it was given.
"""

from __future__ import annotations

from dataclasses import astuple
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from django.core import signing

from knowledge.articles.models import Article, Revision
from knowledge.passages.replying import Obstacle
from knowledge.replies.actions.recording import VARIANT, NotForCustomers, Used, record_reply
from knowledge.replies.models import ReplyRecord, VariantVersion, Way
from knowledge.replies.queries.copyable import ANSWER, ARTICLE
from knowledge.replies.queries.snippets import Source
from knowledge.replies.queries.speaking import areas_of, public_profile, speaking_of
from knowledge.threads.models import Answer, AnswerVersion

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from knowledge.replies.queries.trays import TrayReply

STANDS: Final = timedelta(days=31)
"""How long after the words were handed out a reply may still be written down."""

_SALT: Final = "knowledge.replies.snippets"
Row = TypeVar("Row")


class UnknownSnippet(ValueError):
    """It was not handed out to this person, or too long ago, or what it names is gone."""


def seal(source: Source, *, person: User) -> str:
    """What a browser or a program keeps of words that it was given: about 120 characters."""
    return signing.dumps([person.pk, *astuple(source)], salt=_SALT)


def unseal(sealed: str, *, person: User) -> Source:
    """Raises UnknownSnippet."""
    try:
        whose, kind, source_id, state_id, key, variant_id = signing.loads(
            sealed, salt=_SALT, max_age=STANDS
        )
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise UnknownSnippet(str(error)) from error
    if whose != person.pk:
        raise UnknownSnippet
    return Source(kind=kind, source_id=source_id, state_id=state_id, key=key, variant_id=variant_id)


def record_snippets(
    *,
    person: User,
    sealed: Sequence[str],
    channel: str,
    language: str,
    way: str,
    key: UUID,
    reference: str = "",
    text: str = "",
    is_edited: bool = False,
    search: UUID | None = None,
    given_at: datetime | None = None,
) -> tuple[ReplyRecord, bool]:
    """The record of a reply made of these, in their order, and whether it was written just now: the same
    key of a person is the same reply for ever. A program names the channel alone: where everybody may
    read along there, the policy and the spokesperson are asked for here.

    Raises UnknownSnippet and what `record_reply` raises.
    """
    known = ReplyRecord.objects.filter(person=person, key=key).first()
    if known is not None:
        return known, False
    sources = [unseal(one, person=person) for one in dict.fromkeys(sealed)]
    if way == Way.API:
        _refuse_in_public(person, channel, sources)
    record = record_reply(
        person=person,
        used=uses_of(sources),
        channel=channel,
        language=language,
        way=way,
        key=key,
        reference=reference,
        text=text,
        is_edited=is_edited,
        search=search,
        given_at=given_at,
    )
    return record, True


def source_areas(sources: Sequence[Source]) -> set[int]:
    """The areas that a reply of these speaks about; two queries."""
    articles = {one.source_id for one in sources if one.kind == ARTICLE}
    answers = {one.source_id for one in sources if one.kind != ARTICLE}
    found = set().union(*areas_of(articles, answers).values())
    return {pk for pk in found if pk is not None}


def _refuse_in_public(person: User, channel: str, sources: Sequence[Source]) -> None:
    public = public_profile(channel)
    if public is None:
        return
    speaking = speaking_of(person, public, source_areas(sources))
    if not speaking.is_free:
        raise NotForCustomers(Obstacle.POLICY if speaking.policy else Obstacle.SPEAKER)


def uses_of(sources: Sequence[Source]) -> list[Used]:
    """What these are pinned to, in their order; five queries, however many there are. Raises UnknownSnippet
    for what was deleted.
    """
    of_articles = [one for one in sources if one.kind == ARTICLE]
    of_answers = [one for one in sources if one.kind != ARTICLE]
    articles = Article.objects.in_bulk({one.source_id for one in of_articles})
    revisions = Revision.objects.in_bulk({one.state_id for one in of_articles})
    variants = VariantVersion.objects.in_bulk({one.variant_id for one in of_articles} - {0})
    answers = Answer.objects.select_related("thread").in_bulk({a.source_id for a in of_answers})
    versions = AnswerVersion.objects.in_bulk({one.state_id for one in of_answers})
    used = []
    for one in sources:
        if one.kind == ARTICLE:
            used.append(
                Used(
                    article=_there(articles, one.source_id),
                    revision=_there(revisions, one.state_id),
                    variant=_there(variants, one.variant_id) if one.variant_id else None,
                    passage_key=one.key,
                )
            )
        else:
            used.append(
                Used(
                    answer=_there(answers, one.source_id),
                    answer_version=_there(versions, one.state_id),
                    passage_key=one.key,
                )
            )
    return used


def source_of(use: Used) -> Source:
    """What `uses_of` finds again."""
    state = use.revision or use.answer_version
    source = use.article or use.answer
    return Source(
        kind=ARTICLE if use.article else ANSWER,
        source_id=source.pk if source else 0,
        state_id=state.pk if state else 0,
        key=use.passage_key,
        variant_id=use.variant.pk if use.variant else 0,
    )


def used_in(reply: TrayReply) -> list[Used]:
    """What a record of the reply is pinned to, in order."""
    return [
        Used(
            article=item.row.article,
            revision=item.revision,
            answer=item.row.answer,
            answer_version=item.version,
            passage_key=VARIANT if item.words and item.words.version else item.row.passage_key,
            variant=item.words.version if item.words else None,
        )
        for item in reply.used
    ]


def _there(rows: Mapping[int, Row], pk: int) -> Row:
    """Raises UnknownSnippet if it was deleted meanwhile."""
    if pk not in rows:
        raise UnknownSnippet
    return rows[pk]
