"""Every write to trays: collect, put in order, edit, finish into a reply record, forget."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from knowledge.markup.audience import Audience
from knowledge.passages.customer_identity import REFUSALS, check_reference, identities_in
from knowledge.passages.replying import Candidate, Obstacle, obstacle
from knowledge.replies.actions.edits import keep_edits
from knowledge.replies.actions.recording import (
    NotForCustomers,
    NothingToCopy,
    record_reply,
)
from knowledge.replies.actions.snippets import used_in
from knowledge.replies.errors import NeedsSpokesperson, PolicyFirst
from knowledge.replies.models import ReplyRecord, Tray, TrayPassage, Way
from knowledge.replies.queries.closed_words import closed_sentences, sentences_leaving
from knowledge.replies.queries.policy import must_accept
from knowledge.replies.queries.profiles import profile_for
from knowledge.replies.queries.sensitive import sensitive_article_ids
from knowledge.replies.queries.spokespersons import spokesperson_needed
from knowledge.replies.queries.trays import areas_of, items_of, reply_of
from knowledge.replies.queries.wordings import words_for
from knowledge.replies.tidying import typed, without_sentences

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from knowledge.articles.models import Article
    from knowledge.passages.models import Passage
    from knowledge.replies.models import ChannelProfile
    from knowledge.replies.queries.trays import TrayReply
    from knowledge.threads.models import Answer

MOST_PASSAGES: Final = 50
AT_ONCE: Final = 500
"""Old trays that one step deletes."""


class TrayFull(Exception):
    """A tray has as many passages as a reply can hold."""


@transaction.atomic
def open_tray(
    *, person: User, profile: ChannelProfile, language: str, name: str = "", reference: str = ""
) -> Tray:
    """A new tray, which the collect key fills from now on. Raises ValidationError for a name or reference
    that may say who the customer is.
    """
    _leave_current(person)
    now = timezone.now()
    tray = Tray(
        person=person,
        profile=profile,
        language=language,
        name=check_name(name),
        reference=check_reference(reference),
        is_current=True,
        created_at=now,
        changed_at=now,
    )
    tray.full_clean(validate_constraints=False)
    tray.save()
    return tray


@transaction.atomic
def collect(
    *,
    person: User,
    article: Article | None = None,
    answer: Answer | None = None,
    passage_key: str,
    channel: str = "",
    search: UUID | None = None,
) -> Tray:
    """Put a passage into the current tray, made if there is none in the words' language and the channel
    the person works on; the same passage twice is once.

    Raises NothingToCopy for a passage that is not there, NotForCustomers where something stands in its
    way, TrayFull.
    """
    tray = Tray.objects.select_for_update().filter(person=person, is_current=True).first()
    if tray is None:
        language = article.language if article else _language_of(answer)
        profile = profile_for(channel)
        if profile is None:
            raise NothingToCopy
        tray = open_tray(person=person, profile=profile, language=language)
    row = _pin(tray, article, answer, passage_key)
    same = {"article": row.article, "answer": row.answer, "passage_key": passage_key}
    if tray.passages.filter(**same).exists():
        return tray
    if tray.passages.count() >= MOST_PASSAGES:
        raise TrayFull
    last = tray.passages.aggregate(last=Max("position"))["last"]
    row.position = 0 if last is None else last + 1
    row.full_clean(validate_constraints=False)
    row.save()
    tray.search = search or tray.search
    _touch(tray, "search")
    return tray


@transaction.atomic
def take_out(*, tray: Tray, row: TrayPassage) -> None:
    """A passage leaves the tray, and its sentences leave words that were edited by hand too."""
    if tray.draft:
        items = items_of(tray, tray.person)
        gone = next((item for item in items if item.row.pk == row.pk), None)
        others = [item for item in items if item is not gone]
        taken = sentences_leaving(gone, others) if gone else set()
        tray.draft = without_sentences(tray.draft, taken)
    row.delete()
    _touch(tray, "draft")


@transaction.atomic
def move(*, tray: Tray, row: TrayPassage, by: int) -> None:
    """One place up (-1) or down (1); at the end it stays where it is."""
    rows = list(tray.passages.order_by("position", "id"))
    place = next(number for number, one in enumerate(rows) if one.pk == row.pk)
    new = min(max(place + by, 0), len(rows) - 1)
    rows.insert(new, rows.pop(place))
    for number, one in enumerate(rows):
        one.position = number
    TrayPassage.objects.bulk_update(rows, ["position"])
    _touch(tray)


@transaction.atomic
def switch_tray(*, tray: Tray) -> Tray:
    """This tray is the one that the collect key fills; a finished one is taken up again."""
    _leave_current(tray.person)
    tray.is_current, tray.done_at = True, None
    _touch(tray, "is_current", "done_at")
    return tray


@transaction.atomic
def change_tray(
    *,
    tray: Tray,
    profile: ChannelProfile | None = None,
    language: str = "",
    name: str | None = None,
    reference: str | None = None,
) -> Tray:
    """Another channel or language, a name, a case reference. Words edited by hand stay as they are.

    Raises ValidationError for a name or reference that may say who the customer is.
    """
    tray.profile = profile or tray.profile
    tray.language = language or tray.language
    if name is not None:
        tray.name = check_name(name)
    if reference is not None:
        tray.reference = check_reference(reference)
    tray.full_clean(validate_constraints=False)
    _touch(tray, "profile", "language", "name", "reference")
    return tray


@transaction.atomic
def edit_tray(*, tray: Tray, draft: str) -> TrayReply:
    """Keep the words as edited by hand, and those that they started from. Words that are the composed
    ones again are no edit. What may not leave is kept too, and does not leave `finish_tray`. Raises TooLong.
    """
    said = typed(draft)
    reply = reply_of(tray, tray.person, text=said)
    tray.draft = said if reply.is_edited else ""
    tray.composed = (tray.composed or reply.composed.plain) if reply.is_edited else ""
    _touch(tray, "draft", "composed")
    return reply_of(tray, tray.person)


@transaction.atomic
def take_new_words(*, tray: Tray) -> None:
    """What changed since it was collected has been seen: rows are pinned to what stands now, and the
    sentences as they were leave words that were edited by hand.
    """
    items = items_of(tray, tray.person)
    tray.draft = without_sentences(tray.draft, closed_sentences(items))
    for item in items:
        if item.is_changed:
            item.row.revision = item.revision
            item.row.answer_version = item.version
        if item.is_changed or item.written.earlier:
            item.row.added_at = timezone.now()
            item.row.save(update_fields=["revision", "answer_version", "added_at"])
    _touch(tray, "draft")


@transaction.atomic
def drop_edit(*, tray: Tray) -> None:
    """Back to the words as they are composed."""
    tray.draft = tray.composed = ""
    _touch(tray, "draft", "composed")


@transaction.atomic
def keep_edit(*, tray: Tray) -> None:
    """Stay with the words edited by hand though what lies below has changed since."""
    tray.composed = reply_of(tray, tray.person).composed.plain
    _touch(tray, "composed")


@transaction.atomic
def finish_tray(
    *,
    tray: Tray,
    key: UUID | None,
    text: str | None = None,
    told: bool = False,
    way: str = Way.COPIED,
) -> tuple[ReplyRecord, TrayReply]:
    """The reply leaves: a record of the passages as they stand now, and the tray is done.

    `text` is what is on the person's screen; None is what the tray holds; `way` is how words that were
    not told left. The same key is the same reply. Raises NotForCustomers (with why), NothingToCopy,
    PolicyFirst, NeedsSpokesperson and TooLong; then nothing is written.
    """
    person, text = tray.person, None if text is None else typed(text)
    reply = reply_of(tray, person, text=text)
    known = ReplyRecord.objects.filter(person=person, key=key).first() if key else None
    if known is not None:
        return known, reply
    check_leaving(reply, is_told=told)
    record = record_reply(
        person=person,
        used=used_in(reply),
        channel=tray.profile.channel,
        language=tray.language,
        way=Way.TOLD if told else way,
        key=key,
        reference=tray.reference,
        text="" if told else reply.shown.plain,
        is_edited=reply.is_edited and not told,
        tray=tray,
        search=tray.search,
    )
    if record.is_edited:
        keep_edits(person=person, reply=reply, at=record.created_at)
    close_tray(reply, text=text)
    return record, reply


def check_leaving(reply: TrayReply, *, is_told: bool = False) -> None:
    """Raises NotForCustomers (with why), NothingToCopy, PolicyFirst and NeedsSpokesperson."""
    _refuse(reply, is_told=is_told)
    _refuse_public(reply)


@transaction.atomic
def set_aside(*, tray: Tray) -> None:
    """Keep it for later: the collect key begins a new one."""
    tray.is_current = False
    _touch(tray, "is_current")


@transaction.atomic
def delete_tray(*, tray: Tray) -> None:
    """With its passages and words; records of it stay."""
    tray.delete()


@transaction.atomic
def forget_old_trays() -> bool:
    """A job of the worker: trays untouched or done for TRAY_DAYS go, with their words. Whether more may
    be due.
    """
    before = timezone.now() - timedelta(days=settings.TRAY_DAYS)
    old = Tray.objects.filter(Q(done_at__lt=before) | Q(changed_at__lt=before)).order_by("pk")
    rows = list(old.values_list("pk", flat=True)[:AT_ONCE])
    Tray.objects.filter(pk__in=rows).delete()
    return len(rows) == AT_ONCE


def check_name(name: str) -> str:
    """A name says no more than a case reference may: nobody's number, address or account."""
    words = " ".join(name.split())[:NAME_LENGTH]
    for one in identities_in(words):
        raise ValidationError(REFUSALS[one.kind], code=one.kind.value)
    return words


NAME_LENGTH: Final = 80


@transaction.atomic
def close_tray(reply: TrayReply, *, text: str | None) -> None:
    """The tray is done, and keeps what was copied until it is forgotten."""
    tray = reply.tray
    if tray.done_at is None:
        tray.done_at, tray.is_current = timezone.now(), False
    if text is not None and reply.is_edited:
        tray.draft, tray.composed = text, reply.composed.plain
    _touch(tray, "done_at", "is_current", "draft", "composed")


def _refuse_public(reply: TrayReply) -> None:
    """Raises PolicyFirst and NeedsSpokesperson, where everybody can read along."""
    tray = reply.tray
    if not tray.profile.is_public:
        return
    version = must_accept(tray.person, tray.profile)
    if version is not None:
        raise PolicyFirst(version)
    people = spokesperson_needed(tray.person, areas_of(reply.used))
    if people:
        raise NeedsSpokesperson(people)


def _leave_current(person: User) -> None:
    Tray.objects.filter(person=person, is_current=True).update(is_current=False)


def _touch(tray: Tray, *fields: str) -> None:
    tray.changed_at = timezone.now()
    tray.save(update_fields=["changed_at", *fields])


def _language_of(answer: Answer | None) -> str:
    return answer.thread.language if answer else settings.LANGUAGE_CODE


def _pin(tray: Tray, article: Article | None, answer: Answer | None, key: str) -> TrayPassage:
    """The row, unsaved, of a passage that may be told in this tray's channel now."""
    row = TrayPassage(tray=tray, passage_key=key, added_at=timezone.now())
    reader = Audience.parse(tray.profile.reader)
    if article is not None:
        row.article, row.revision = article, article.live
        passage = _passage(article.live.text.passages.filter(key=key).first())
        own = words_for(article, tray.profile.channel, tray.language, reader)
        candidate = Candidate(
            passage.audience,
            is_archived=article.is_archived,
            is_sensitive=bool(sensitive_article_ids([article.pk])),
            is_approved=bool(own and own.is_approved),
        )
    elif answer is not None:
        version = answer.versions.filter(number=answer.version).first()
        row.answer, row.answer_version = answer, version
        passage = _passage(answer.text.passages.filter(key=key).first())
        candidate = Candidate(passage.audience, is_withdrawn=answer.stays_in_the_house)
    else:
        raise NothingToCopy
    why = obstacle(candidate, reader)
    if why is not None:
        raise NotForCustomers(why)
    return row


def _passage(found: Passage | None) -> Passage:
    if found is None:
        raise NothingToCopy
    return found


def _refuse(reply: TrayReply, *, is_told: bool) -> None:
    if not reply.used:
        raise next((NotForCustomers(item.why) for item in reply.items if item.why), NothingToCopy())
    if is_told:
        return
    if reply.is_empty:
        raise NothingToCopy
    if reply.leaked:
        raise NotForCustomers(reply.leaked)
    if reply.is_blocked:
        raise NotForCustomers(Obstacle.BLOCKED)
