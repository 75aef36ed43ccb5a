"""Comments on questions and answers: the passage package keeps them, here people are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import User
from knowledge.articles.links import SiteLinks
from knowledge.contributions.actions.activity import minutes_to_write, note_activity
from knowledge.contributions.models import Kind as Work
from knowledge.markup import render
from knowledge.notifications.models import Notification
from knowledge.passages.actions import add_comment, edit_comment, just_said, remove_comment
from knowledge.threads.record import ANSWER, THREAD, announce_change, tell
from knowledge.threads.work import work_on_thread

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from knowledge.passages.models import Comment
    from knowledge.threads.models import Answer, Thread

Kind = Notification.Kind


@transaction.atomic
def comment_on_thread(
    *,
    thread: Thread,
    by: User,
    source: str,
    answer: Answer | None = None,
    parent: Comment | None = None,
    at: datetime | None = None,
    once: bool = False,
) -> Comment:
    """Comment on the question, or on one of its answers; or reply. Who is mentioned, who is replied to
    and whose words they are is told, each once. Raises ValidationError for an empty one.

    `once` is for a form that may be sent twice: then it is the comment that stands there already.
    """
    where = kind, subject_id = (ANSWER, answer.pk) if answer else (THREAD, thread.pk)
    if once and (same := just_said(where, author=by, source=source, parent=parent)):
        return same
    comment = add_comment(
        subject_kind=kind,
        subject_id=subject_id,
        author=by,
        source=source,
        links=SiteLinks(by),
        parent=parent,
        at=at,
    )
    groups = [
        (Kind.MENTION, _people(_mentions(source))),
        (Kind.REPLY, [parent.author] if parent else []),
        (Kind.COMMENT, [answer.author] if answer else [thread.asker]),
    ]
    told: set[int] = set()
    for reason, people in groups:
        _tell([one for one in people if one.pk not in told], thread, comment, kind=reason)
        told |= {person.pk for person in people}
    if answer is not None and by.pk not in {answer.author_id, thread.asker_id}:
        _note_coaching(thread, comment)
    announce_change(thread, comment.created_at)
    return comment


@transaction.atomic
def edit_thread_comment(*, thread: Thread, comment: Comment, source: str) -> Comment:
    """Change one's own comment; who is mentioned only now is told."""
    before = _mentions(comment.source)
    comment = edit_comment(comment=comment, source=source, links=SiteLinks(comment.author))
    new = _people(_mentions(comment.source) - before)
    _tell(new, thread, comment, kind=Kind.MENTION)
    announce_change(thread)
    return comment


@transaction.atomic
def remove_thread_comment(*, thread: Thread, comment: Comment, by: User) -> Comment:
    """Take a comment's words away."""
    comment = remove_comment(comment=comment, by=by)
    announce_change(thread)
    return comment


def _note_coaching(thread: Thread, comment: Comment) -> None:
    """A word to a colleague on their answer."""
    note_activity(
        person=comment.author,
        thing=work_on_thread(thread, Work.COACHING),
        minutes=minutes_to_write(comment.source),
        at=comment.created_at,
    )


def _tell(
    people: Collection[User], thread: Thread, comment: Comment, *, kind: Notification.Kind
) -> None:
    url = f"{thread.get_absolute_url()}#comment-{comment.pk}"
    tell(people, actor=comment.author, kind=kind, thread=thread, word=comment.source, url=url)


def _mentions(source: str) -> set[str]:
    return set(render(source).mentions)


def _people(slugs: Collection[str]) -> list[User]:
    return list(User.objects.active().filter(slug__in=list(slugs))) if slugs else []
