"""Comments and flags: every write to them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from knowledge.markup import LinkResolver, render
from knowledge.passages.models import Attachment, AttachmentUse, Comment, Flag, Text
from knowledge.passages.texts import BuiltText, Source, build_text, known_passages, save_passages

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


SENT_TWICE: Final = timedelta(minutes=1)
"""Within which the same form again is a second press of its key."""


class AlreadyDecided(Exception):
    """The flag has an outcome already."""


def just_said(
    where: tuple[str, int], *, author: User, source: str, parent: Comment | None
) -> Comment | None:
    """The comment that a form sent twice has made already; in the caller's transaction, in which
    what one person sends comes one after the other.
    """
    User.objects.select_for_update().get(pk=author.pk)
    same = Comment.objects.filter(
        subject_kind=where[0],
        subject_id=where[1],
        author=author,
        source=source.strip(),
        parent=(parent.parent or parent) if parent else None,
        removed_at=None,
        created_at__gt=timezone.now() - SENT_TWICE,
    )
    return same.first()


def _comment_html(source: str, links: LinkResolver, language: str) -> str:
    return "".join(p.html for p in render(source, links=links, language=language).passages)


@transaction.atomic
def add_comment(
    *,
    subject_kind: str,
    subject_id: int,
    author: User,
    source: str,
    links: LinkResolver,
    parent: Comment | None = None,
    at: datetime | None = None,
) -> Comment:
    """Put a comment under a subject. A reply to a reply joins its parent's replies."""
    comment = Comment(
        subject_kind=subject_kind,
        subject_id=subject_id,
        author=author,
        parent=(parent.parent or parent) if parent else None,
        source=source.strip(),
        html=_comment_html(source, links, author.interface_language),
        created_at=at or timezone.now(),
    )
    comment.full_clean()
    comment.save()
    return comment


@transaction.atomic
def edit_comment(*, comment: Comment, source: str, links: LinkResolver) -> Comment:
    """Change one's own comment; the page says that it was edited."""
    comment.source = source.strip()
    comment.html = _comment_html(source, links, comment.author.interface_language)
    comment.edited_at = timezone.now()
    comment.full_clean()
    comment.save(update_fields=["source", "html", "edited_at"])
    return comment


@transaction.atomic
def remove_comment(*, comment: Comment, by: User) -> Comment:
    """Take the words away and keep the place, so that replies still make sense."""
    comment.removed_at = timezone.now()
    comment.removed_by = by
    comment.save(update_fields=["removed_at", "removed_by"])
    return comment


@transaction.atomic
def raise_flag(
    *,
    subject_kind: str,
    subject_id: int,
    by: User,
    reason: str,
    note: str = "",
    passage_key: str = "",
    quote: str = "",
    at: datetime | None = None,
) -> Flag:
    """Say that a passage is wrong."""
    flag = Flag(
        subject_kind=subject_kind,
        subject_id=subject_id,
        passage_key=passage_key,
        quote=quote,
        reason=reason,
        note=note.strip(),
        raised_by=by,
        created_at=at or timezone.now(),
    )
    flag.full_clean()
    flag.save()
    return flag


@transaction.atomic
def decide_flag(*, flag: Flag, by: User, accepted: bool, word: str = "") -> Flag:
    """Give a flag its outcome, once. Raises AlreadyDecided."""
    state = Flag.State.ACCEPTED if accepted else Flag.State.DECLINED
    decided = Flag.objects.filter(pk=flag.pk, state=Flag.State.OPEN).update(
        state=state, decided_by=by, decided_at=timezone.now(), word=word.strip()
    )
    if not decided:
        raise AlreadyDecided
    flag.refresh_from_db()
    return flag


@transaction.atomic
def use_attachments(*, keys: Iterable[str], subject_kind: str, subject_id: int) -> None:
    """Let a subject show these files. The caller has asked `queries.readable_attachments` that its
    writer may read them, or a private file could be published by guessing its key.
    """
    found = Attachment.objects.filter(key__in=list(keys))
    AttachmentUse.objects.bulk_create(
        [
            AttachmentUse(attachment=a, subject_kind=subject_kind, subject_id=subject_id)
            for a in found
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def refresh_text(*, text: Text, links: LinkResolver) -> BuiltText:
    """Render a stored source again (a link came to life, the renderer changed). Keys stay."""
    source = Source(
        body=text.source,
        language=text.language,
        short_answer=text.short_answer,
        short_answer_audience=text.short_answer_audience,
    )
    built = build_text(source, links=links, previous=known_passages(text))
    text.passages.all().delete()
    save_passages(built, text)
    Text.objects.filter(pk=text.pk).update(
        renderer_version=built.text.renderer_version, toc=built.text.toc, words=built.text.words
    )
    return built
