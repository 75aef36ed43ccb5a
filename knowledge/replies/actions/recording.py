"""Every write to reply records."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowledge.articles.models import Article
from knowledge.markup.audience import Audience
from knowledge.passages.channels import Channel
from knowledge.passages.replying import Candidate, obstacle
from knowledge.replies.models import ReplyPassage, ReplyRecord
from knowledge.search import actions as search
from knowledge.search.learning import digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from knowledge.articles.models import Revision
    from knowledge.passages.models import Passage, Text
    from knowledge.passages.replying import Obstacle
    from knowledge.threads.models import Answer

SAME_COPY = timedelta(seconds=3)


class NotForCustomers(Exception):
    """A passage that was asked for may not be told to a customer; `why` says what stands in the way."""

    def __init__(self, why: Obstacle) -> None:
        super().__init__(why)
        self.why = why


class NothingToCopy(Exception):
    """None of the passages stands in that revision, or the answer was withdrawn."""


@transaction.atomic
def record_copy(
    *,
    person: User,
    article: Article,
    revision: Revision,
    passage_keys: Collection[str],
    channel: str = "",
    search_id: UUID | None = None,
    at: datetime | None = None,
) -> tuple[ReplyRecord, list[Passage]]:
    """Write down that these passages went into a customer reply; answers with the passages, in order.

    The same passages copied again within three seconds are the same reply. Raises NotForCustomers and
    NothingToCopy, with nothing written.
    """
    passages = _copyable(revision.text, passage_keys, is_archived=article.is_archived)
    used = [
        ReplyPassage(article=article, revision=revision, passage_key=passage.key)
        for passage in passages
    ]
    record = _keep(used, person=person, channel=channel, language=article.language, at=at)
    _teach(search_id, person, ("article", article.pk), passages[0])
    return record, passages


@transaction.atomic
def record_answer_copy(
    *,
    person: User,
    answer: Answer,
    passage_keys: Collection[str],
    channel: str = "",
    search_id: UUID | None = None,
    at: datetime | None = None,
) -> tuple[ReplyRecord, list[Passage]]:
    """The same of an answer as it stands now. Only the passages decide what may be told, never who
    asks or whether the answer was accepted. Raises NotForCustomers and NothingToCopy.
    """
    if answer.is_withdrawn:
        raise NothingToCopy
    passages = _copyable(answer.text, passage_keys)
    version = answer.versions.get(number=answer.version)
    used = [
        ReplyPassage(answer=answer, answer_version=version, passage_key=passage.key)
        for passage in passages
    ]
    language = answer.thread.language
    record = _keep(used, person=person, channel=channel, language=language, at=at)
    _teach(search_id, person, ("thread", answer.thread_id), passages[0])
    return record, passages


def _keep(
    used: list[ReplyPassage], *, person: User, channel: str, language: str, at: datetime | None
) -> ReplyRecord:
    at = at or timezone.now()
    record = _just_copied(person, used, at)
    if record is None:
        record = ReplyRecord(
            person=person,
            team_id=person.team_id,
            area_id=area_of(used[0]),
            channel=channel,
            language=language,
            created_at=at,
        )
        record.full_clean()
        record.save()
        for row in used:
            row.record = record
            row.at = at
        ReplyPassage.objects.bulk_create(used)
    return record


def area_of(used: ReplyPassage) -> int | None:
    """Where a reply counts: the first area of its first passage's article, or the area of the question."""
    if used.answer is not None:
        return used.answer.thread.area_id
    tagged = Article.areas.through.objects.filter(article=used.article).order_by("id")
    return tagged.values_list("area_id", flat=True).first()


def _teach(search_id: UUID | None, person: User, found: tuple[str, int], passage: Passage) -> None:
    """The search that led there, if any, learns from it."""
    if search_id is not None:
        search.note_outcome(
            key=search_id,
            person=person,
            outcome="copied",
            kind=found[0],
            object_id=found[1],
            passage=passage.key,
            digest=digest(passage.plain),
        )


def _copyable(
    text: Text, passage_keys: Collection[str], *, is_archived: bool = False
) -> list[Passage]:
    """These passages of the text. Raises NotForCustomers if any may not be told to a customer."""
    passages = list(text.passages.filter(key__in=list(passage_keys)))
    if not passages or len(passages) < len(set(passage_keys)):
        raise NothingToCopy
    for passage in passages:
        why = obstacle(Candidate(passage.audience, is_archived=is_archived), Audience.CUSTOMER)
        if why is not None:
            raise NotForCustomers(why)
    return passages


@transaction.atomic
def change_channel(*, record: ReplyRecord, channel: str) -> ReplyRecord:
    """Say afterwards how the reply travelled."""
    record.channel = channel if channel in Channel.values else ""
    record.full_clean()
    record.save(update_fields=["channel"])
    return record


def _just_copied(person: User, used: list[ReplyPassage], at: datetime) -> ReplyRecord | None:
    """The record of a double click: the person's last one, if it is as new and says the same."""
    recent = ReplyRecord.objects.filter(person=person, created_at__gt=at - SAME_COPY)
    last = recent.prefetch_related("passages").first()
    if last is None:
        return None
    return last if _said(last.passages.all()) == _said(used) else None


def _said(used: Iterable[ReplyPassage]) -> set[tuple[int | None, int | None, str]]:
    return {(row.revision_id, row.answer_version_id, row.passage_key) for row in used}


class NoteUses:
    """A job of the worker: articles and threads that replies used since its last look take their new
    place.

    It begins with the process; older uses are in the index since its last rebuild, or come with the
    next change of what was used.
    """

    def __init__(self) -> None:
        self._looked_at = timezone.now()

    def __call__(self) -> None:
        now = timezone.now()
        used = ReplyPassage.objects.filter(record__created_at__gte=self._looked_at)
        rows = set(used.values_list("article_id", "answer__thread_id"))
        self._looked_at = now
        articles = sorted(article for article, _thread in rows if article is not None)
        threads = sorted(thread for _article, thread in rows if thread is not None)
        search.note_changes(kind="article", object_ids=articles)
        search.note_changes(kind="thread", object_ids=threads)
