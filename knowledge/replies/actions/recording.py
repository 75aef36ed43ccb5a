"""Every reply record is written here: a copy, words told, a tray, the panel, a program.

A record is a fact that came about elsewhere, maybe offline: whoever hands out the words asks what may be
told now. Here only what can never have been handed out is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from knowledge.articles.models import Article
from knowledge.markup.audience import Audience
from knowledge.passages.customer_identity import check_reference, without_identities
from knowledge.passages.models import Passage
from knowledge.passages.replying import Candidate, Obstacle, obstacle
from knowledge.replies.models import ReplyPassage, ReplyRecord, Way
from knowledge.replies.queries.copyable import blocked_by_lint
from knowledge.replies.queries.sensitive import sensitive_article_ids
from knowledge.replies.queries.speaking import areas_of, public_profile, speaking_of
from knowledge.replies.wording import fingerprint, reply_text
from knowledge.search import actions as search
from knowledge.search.learning import digest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from accounts.models import User
    from knowledge.articles.models import Revision
    from knowledge.passages.models import Text
    from knowledge.replies.models import Tray, VariantVersion
    from knowledge.threads.models import Answer, AnswerVersion

SAME_COPY: Final = timedelta(seconds=3)
VARIANT: Final = "variant"
"""The passage key of words that an expert wrote for a channel."""
_Said = tuple[int | None, int | None, str]
_KNOWN: Final = ("person", "team", "area", "tray")
"""Rows that were just read; the constraints are held by the database, so a record costs few queries."""


class NotForCustomers(Exception):
    """Something that was asked for may not be told to that reader; `why` says what stands in the way."""

    def __init__(self, why: Obstacle) -> None:
        super().__init__(why)
        self.why = why


class NothingToCopy(Exception):
    """None of the passages stands in that revision, or the answer was withdrawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """One passage of a reply, pinned: an article and its revision, or an answer and its version.

    With a `variant` the words were an expert's for that channel, and the key is VARIANT.
    """

    article: Article | None = None
    revision: Revision | None = None
    answer: Answer | None = None
    answer_version: AnswerVersion | None = None
    passage_key: str = VARIANT
    variant: VariantVersion | None = None

    @property
    def said(self) -> _Said:
        """Which words of which state."""
        revision = self.revision.pk if self.revision else None
        version = self.answer_version.pk if self.answer_version else None
        return revision, version, self.passage_key


def record_reply(
    *,
    person: User,
    used: Sequence[Used],
    channel: str,
    language: str,
    way: str = Way.COPIED,
    key: UUID | None = None,
    reference: str = "",
    text: str = "",
    is_edited: bool = False,
    tray: Tray | None = None,
    search: UUID | None = None,
    given_at: datetime | None = None,
    at: datetime | None = None,
    reader: Audience | None = None,
) -> ReplyRecord:
    """Write down a reply that reached a customer, or is about to.

    The same `key` of a person is the same reply for ever, whatever comes with it later; without one the
    same passages within three seconds are. `text` is what the customer read, the passages one under the
    other unless said. Raises NothingToCopy if a key does not stand in what it is pinned to, ValidationError
    for a bad reference, NotForCustomers if it is not for the `reader` (of the tray; without one a customer).
    """
    words = _pinned_words(used, reader or _reader(tray))
    given = _Given(
        person=person,
        used=tuple(used),
        channel=channel,
        language=language,
        way=way,
        key=key,
        reference=check_reference(reference),
        text=text or ("" if way == Way.TOLD else reply_text(words)),
        is_edited=is_edited,
        tray=tray,
        given_at=given_at,
        at=at or timezone.now(),
    )
    return _write(given, words, search)


def record_copy(
    *,
    person: User,
    article: Article,
    revision: Revision,
    passage_keys: Collection[str],
    channel: str = "",
    search_id: UUID | None = None,
    key: UUID | None = None,
    way: str = Way.COPIED,
    at: datetime | None = None,
) -> tuple[ReplyRecord, list[Passage]]:
    """Passages of an article as it stands go into a reply; answers with them, in order.

    Raises NotForCustomers and NothingToCopy, with nothing written.
    """
    passages = _copyable(revision.text, passage_keys, of=article)
    _refuse_in_public(person, channel, areas_of([article.pk], []))
    given = _Given(
        person=person,
        used=tuple(
            Used(article=article, revision=revision, passage_key=passage.key)
            for passage in passages
        ),
        channel=channel,
        language=article.language,
        way=way,
        key=key,
        text="" if way == Way.TOLD else reply_text(passages),
        at=at or timezone.now(),
    )
    return _write(given, passages, search_id), passages


def record_answer_copy(
    *,
    person: User,
    answer: Answer,
    passage_keys: Collection[str],
    channel: str = "",
    search_id: UUID | None = None,
    key: UUID | None = None,
    way: str = Way.COPIED,
    at: datetime | None = None,
) -> tuple[ReplyRecord, list[Passage]]:
    """The same of an answer as it stands now. Only the passages decide what may be told, never who
    asks or whether the answer was accepted. Raises NotForCustomers and NothingToCopy.
    """
    if answer.stays_in_the_house:
        raise NothingToCopy
    passages = _copyable(answer.text, passage_keys)
    _refuse_in_public(person, channel, areas_of([], [answer.pk]))
    version = answer.versions.get(number=answer.version)
    given = _Given(
        person=person,
        used=tuple(
            Used(answer=answer, answer_version=version, passage_key=passage.key)
            for passage in passages
        ),
        channel=channel,
        language=answer.thread.language,
        way=way,
        key=key,
        text="" if way == Way.TOLD else reply_text(passages),
        at=at or timezone.now(),
    )
    return _write(given, passages, search_id), passages


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What one record says, checked."""

    person: User
    used: tuple[Used, ...]
    channel: str
    language: str
    way: str
    key: UUID | None
    text: str
    at: datetime
    reference: str = ""
    is_edited: bool = False
    tray: Tray | None = None
    given_at: datetime | None = None

    def record(self) -> ReplyRecord:
        """Unsaved."""
        return ReplyRecord(
            person=self.person,
            team_id=self.person.team_id,
            area_id=area_of(self.used[0]),
            channel=self.channel,
            language=self.language,
            way=self.way,
            tray=self.tray,
            key=self.key,
            reference=self.reference,
            fingerprint=fingerprint(self.text) if self.text else "",
            text=without_identities(self.text) if settings.KEEP_REPLY_TEXTS else "",
            is_edited=self.is_edited,
            created_at=self.at,
            given_at=min(self.given_at or self.at, self.at),
        )


@transaction.atomic
def _write(given: _Given, words: list[Passage], search_id: UUID | None) -> ReplyRecord:
    record = _earlier(given)
    is_known = given.key is not None and record is not None
    if record is None:
        try:
            with transaction.atomic():
                record = _save(given)
        except IntegrityError:
            record = _pressed(given)
            if record is None:
                raise
            is_known = True
    if not is_known:
        _teach(search_id, given, words)
    return record


def _save(given: _Given) -> ReplyRecord:
    record = given.record()
    record.full_clean(exclude=_KNOWN, validate_constraints=False)
    record.save()
    ReplyPassage.objects.bulk_create(
        ReplyPassage(
            record=record,
            article=use.article,
            revision=use.revision,
            answer=use.answer,
            answer_version=use.answer_version,
            variant=use.variant,
            passage_key=use.passage_key,
            at=given.at,
        )
        for use in given.used
    )
    return record


def _earlier(given: _Given) -> ReplyRecord | None:
    """The record of the same press, if it is known already."""
    return _pressed(given) if given.key else _just_copied(given)


def _pressed(given: _Given) -> ReplyRecord | None:
    return ReplyRecord.objects.filter(person=given.person, key=given.key).first()


def _just_copied(given: _Given) -> ReplyRecord | None:
    """The record of a double click: the person's last one, if it is as new and says the same."""
    recent = ReplyRecord.objects.filter(person=given.person, created_at__gt=given.at - SAME_COPY)
    last = recent.prefetch_related("passages").first()
    if last is None or (last.way, last.tray_id) != (given.way, given.tray and given.tray.pk):
        return None
    said = {
        (row.revision_id, row.answer_version_id, row.passage_key) for row in last.passages.all()
    }
    return last if said == {use.said for use in given.used} else None


def area_of(used: ReplyPassage | Used) -> int | None:
    """Where a reply counts: the first area of its first passage's article, or the area of the question."""
    if used.answer is not None:
        return used.answer.thread.area_id
    tagged = Article.areas.through.objects.filter(article=used.article).order_by("id")
    return tagged.values_list("area_id", flat=True).first()


def _teach(search_id: UUID | None, given: _Given, words: list[Passage]) -> None:
    """The search that led there, if any, learns from it; once a press, however often its key is sent."""
    if search_id is None or not words:
        return
    first = next(use for use in given.used if use.variant is None)
    found = (
        ("thread", first.answer.thread_id)
        if first.answer
        else ("article", first.article.pk if first.article else 0)
    )
    search.note_outcome(
        key=search_id,
        person=given.person,
        outcome="copied",
        kind=found[0],
        object_id=found[1],
        passage=words[0].key,
        digest=digest(words[0].plain),
    )


def _reader(tray: Tray | None) -> Audience:
    return Audience.parse(tray.profile.reader) if tray else Audience.CUSTOMER


def _pinned_words(used: Sequence[Used], reader: Audience) -> list[Passage]:
    """The passages as they stood where they are pinned, in the order of the reply; a variant has none."""
    if not used:
        raise NothingToCopy
    asked = [(_text_of(use), use.passage_key) for use in used if use.variant is None]
    found = Passage.objects.filter(
        text__in={text for text, _key in asked}, key__in={key for _text, key in asked}
    )
    by_key = {(passage.text_id, passage.key): passage for passage in found}
    words = [by_key[one] for one in asked if one in by_key]
    if len(words) < len(asked):
        raise NothingToCopy
    _refuse_closed(words, reader)
    return words


def _text_of(use: Used) -> int:
    pinned = use.revision or use.answer_version
    return pinned.text_id if pinned else 0


def _copyable(
    text: Text, passage_keys: Collection[str], *, of: Article | None = None
) -> list[Passage]:
    """These passages of the text. Raises NotForCustomers if any may not be told to a customer."""
    passages = list(text.passages.filter(key__in=list(passage_keys)))
    if not passages or len(passages) < len(set(passage_keys)):
        raise NothingToCopy
    _refuse_closed(
        passages,
        Audience.CUSTOMER,
        is_archived=of is not None and of.is_archived,
        is_sensitive=of is not None and bool(sensitive_article_ids([of.pk])),
        blocked=blocked_by_lint(passages),
    )
    return passages


def _refuse_closed(
    passages: Iterable[Passage],
    reader: Audience,
    *,
    is_archived: bool = False,
    is_sensitive: bool = False,
    blocked: Collection[int] = (),
) -> None:
    for passage in passages:
        words = Candidate(
            passage.audience,
            is_archived=is_archived,
            is_sensitive=is_sensitive,
            is_blocked=passage.pk in blocked,
        )
        why = obstacle(words, reader)
        if why is not None:
            raise NotForCustomers(why)


def _refuse_in_public(
    person: User, channel: str, areas: Mapping[tuple[str, int], Collection[int]]
) -> None:
    """Raises NotForCustomers where the policy is not accepted, or a spokesperson speaks."""
    public = public_profile(channel)
    if public is None:
        return
    speaking = speaking_of(person, public, {pk for found in areas.values() for pk in found})
    if not speaking.is_free:
        raise NotForCustomers(Obstacle.POLICY if speaking.policy else Obstacle.SPEAKER)
