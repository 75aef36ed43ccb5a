"""Every write to reply records."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowledge.markup.audience import Audience
from knowledge.passages.channels import Channel
from knowledge.passages.permissions import may_be_told
from knowledge.replies.models import ReplyPassage, ReplyRecord
from knowledge.search import actions as search
from knowledge.search.learning import digest

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from knowledge.articles.models import Article, Revision
    from knowledge.passages.models import Passage

SAME_COPY = timedelta(seconds=3)


class NotForCustomers(Exception):
    """A passage that was asked for may not be told to a customer, or the article is archived."""


class NothingToCopy(Exception):
    """None of the passages stands in that revision."""


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
    at = at or timezone.now()
    passages = _copyable(article, revision, passage_keys)
    keys = [passage.key for passage in passages]
    record = _just_copied(person, revision, keys, at)
    if record is None:
        record = ReplyRecord(
            person=person, channel=channel, language=article.language, created_at=at
        )
        record.full_clean()
        record.save()
        ReplyPassage.objects.bulk_create(
            ReplyPassage(record=record, article=article, revision=revision, passage_key=key)
            for key in keys
        )
    if search_id is not None:
        search.note_outcome(
            key=search_id,
            person=person,
            outcome="copied",
            kind="article",
            object_id=article.pk,
            passage=keys[0],
            digest=digest(passages[0].plain),
        )
    return record, passages


def _copyable(article: Article, revision: Revision, passage_keys: Collection[str]) -> list[Passage]:
    """These passages of the revision. Raises NotForCustomers if any may not be told to a customer."""
    if article.is_archived:
        raise NotForCustomers
    passages = list(revision.text.passages.filter(key__in=list(passage_keys)))
    if not passages or len(passages) < len(set(passage_keys)):
        raise NothingToCopy
    if not all(may_be_told(passage, Audience.CUSTOMER) for passage in passages):
        raise NotForCustomers
    return passages


@transaction.atomic
def change_channel(*, record: ReplyRecord, channel: str) -> ReplyRecord:
    """Say afterwards how the reply travelled."""
    record.channel = channel if channel in Channel.values else ""
    record.full_clean()
    record.save(update_fields=["channel"])
    return record


def _just_copied(
    person: User, revision: Revision, keys: list[str], at: datetime
) -> ReplyRecord | None:
    """The record of a double click: the person's last one, if it is as new and says the same."""
    recent = ReplyRecord.objects.filter(person=person, created_at__gt=at - SAME_COPY)
    last = recent.prefetch_related("passages").first()
    if last is None:
        return None
    said = {(row.revision_id, row.passage_key) for row in last.passages.all()}
    return last if said == {(revision.pk, key) for key in keys} else None


class NoteUses:
    """A job of the worker: articles that replies used since its last look take their new place.

    It begins with the process; older uses are in the index since its last rebuild, or come with the
    article's next change.
    """

    def __init__(self) -> None:
        self._looked_at = timezone.now()

    def __call__(self) -> None:
        now = timezone.now()
        used = ReplyPassage.objects.filter(record__created_at__gte=self._looked_at)
        articles = sorted(set(used.values_list("article_id", flat=True)))
        self._looked_at = now
        search.note_changes(kind="article", object_ids=articles)
