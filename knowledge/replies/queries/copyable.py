"""What may be copied of articles and answers as they stand: the words, or why they stay in the house."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from knowledge.articles.models import Article
from knowledge.markup.audience import Audience
from knowledge.passages.lint import Policy
from knowledge.passages.models import Passage
from knowledge.passages.replying import Candidate, obstacle
from knowledge.passages.watching import checker, told_text
from knowledge.replies.queries.sensitive import sensitive_article_ids
from knowledge.replies.queries.speaking import (
    FREE,
    Speaking,
    areas_of,
    public_profile,
    speaking_of,
)
from knowledge.threads.models import Answer, AnswerVersion, CloseReason, Thread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from accounts.models import User
    from knowledge.passages.replying import Obstacle
    from knowledge.replies.models import ChannelProfile

ARTICLE: Final = "a"
ANSWER: Final = "n"


@dataclass(frozen=True, slots=True)
class Asked:
    """Passages of an article (its slug) or of an answer (its number)."""

    kind: Literal["a", "n"]
    name: str
    keys: tuple[str, ...]

    def spelled(self, key: str) -> str:
        """How one of them is named: "a.orange-light.k3f9"."""
        return f"{self.kind}.{self.name}.{key}"


@dataclass(frozen=True, slots=True)
class Copyable:
    """One passage as it stands, and what a record of it is pinned to: ids of source and state."""

    passage: Passage
    kind: Literal["a", "n"]
    source_id: int
    state_id: int


@dataclass(frozen=True, slots=True)
class Standing:
    """By how they were asked for. What does not exist for the reader stands in neither."""

    copyable: dict[str, Copyable]
    stopped: dict[str, Obstacle]


@dataclass(frozen=True, slots=True)
class _Source:
    """An article or an answer that the reader may read."""

    asked: Asked
    pk: int
    state_id: int
    text_id: int
    is_archived: bool = False


def standing_of(reader: User, asked: Iterable[Asked], *, channel: str = "") -> Standing:
    """Of these, what the reader may copy for a customer now, on that channel. Eight queries, however many
    are asked for; where everybody reads along, up to seven a source besides.
    """
    wanted = list(asked)
    public = public_profile(channel)
    sources = [*_articles(reader, wanted), *_answers(reader, wanted)]
    articles = [source.pk for source in sources if source.asked.kind == ARTICLE]
    delicate = sensitive_article_ids(articles)
    keys = {key for source in sources for key in source.asked.keys}
    texts = {source.text_id for source in sources}
    found = Passage.objects.filter(text__in=texts, key__in=keys) if texts else ()
    passages = {(passage.text_id, passage.key): passage for passage in found}
    blocked = blocked_by_lint(passages.values())
    copyable: dict[str, Copyable] = {}
    stopped: dict[str, Obstacle] = {}
    for source in sources:
        is_sensitive = source.asked.kind == ARTICLE and source.pk in delicate
        speaking = _speaking(reader, source, public) if public else FREE
        for key in source.asked.keys:
            passage = passages.get((source.text_id, key))
            if passage is None:
                continue
            name = source.asked.spelled(key)
            why = obstacle(
                Candidate(
                    passage.audience,
                    is_archived=source.is_archived,
                    is_sensitive=is_sensitive,
                    is_blocked=passage.pk in blocked,
                    needs_policy=speaking.policy is not None,
                    needs_speaker=bool(speaking.speakers),
                ),
                Audience.CUSTOMER,
            )
            if why is None:
                copyable[name] = Copyable(passage, source.asked.kind, source.pk, source.state_id)
            else:
                stopped[name] = why
    return Standing(copyable, stopped)


def blocked_by_lint(passages: Iterable[Passage]) -> set[int]:
    """Ids of those whose words hold something that the company's policy keeps from being copied."""
    now = checker()
    if Policy.BLOCK not in now.policies.values():
        return set()
    return {passage.pk for passage in passages if now.is_blocked(told_text(passage))}


def _speaking(reader: User, source: _Source, public: ChannelProfile) -> Speaking:
    is_article = source.asked.kind == ARTICLE
    areas = areas_of([source.pk] if is_article else [], [] if is_article else [source.pk])
    return speaking_of(reader, public, set().union(*areas.values()))


def _articles(reader: User, asked: list[Asked]) -> list[_Source]:
    by_slug = {one.name: one for one in asked if one.kind == ARTICLE}
    if not by_slug:
        return []
    rows = Article.objects.visible_to(reader).filter(slug__in=by_slug, current__isnull=False)
    return [
        _Source(
            by_slug[article.slug],
            article.pk,
            article.live.pk,
            article.live.text_id,
            is_archived=article.is_archived,
        )
        for article in rows.select_related("current")
    ]


def _answers(reader: User, asked: list[Asked]) -> list[_Source]:
    by_number = {int(one.name): one for one in asked if one.kind == ANSWER}
    if not by_number:
        return []
    visible = Thread.objects.visible_to(reader).order_by().values("pk")
    rows = Answer.objects.filter(pk__in=by_number, withdrawn_at=None, thread__in=visible)
    answers = rows.exclude(thread__close_reason=CloseReason.SENSITIVE).in_bulk()
    versions = _versions(answers.values())
    return [
        _Source(by_number[pk], pk, versions[pk].pk, versions[pk].text_id)
        for pk in answers
        if pk in versions
    ]


def _versions(answers: Collection[Answer]) -> dict[int, AnswerVersion]:
    """The version that stands of each, by the answer's id."""
    standing = {answer.pk: answer.version for answer in answers}
    rows = AnswerVersion.objects.filter(answer__in=standing)
    return {row.answer_id: row for row in rows if row.number == standing[row.answer_id]}
