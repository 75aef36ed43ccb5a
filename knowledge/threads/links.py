"""The words of questions and answers: rendered once, with their files, [[links]] and @mentions.

A question and its answers are read by whoever may read the thread, so that what they point at is
resolved as in articles: only what the writer may read, and an address that says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from knowledge.articles.links import SiteLinks
from knowledge.articles.words import normal
from knowledge.markup.clean import MAX_CHARS, is_too_large
from knowledge.notifications.models import Notification
from knowledge.passages.actions import use_attachments
from knowledge.passages.queries import readable_attachments
from knowledge.passages.texts import Source, build_text, known_passages, save_text
from knowledge.threads.record import THREAD, tell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from knowledge.passages.models import Text
    from knowledge.threads.models import Thread


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A saved Text, and what its words point at."""

    text: Text
    links: SiteLinks


def write_text(
    *, body: str, language: str, writer: User, previous: Text | None = None, field: str = "body"
) -> Written:
    """Render and save, in the caller's transaction; passages that stayed the same keep their keys.

    Raises ValidationError under `field` for more than a text may hold.
    """
    body = normal(body)
    if is_too_large(body):
        said = _("The text has %(length)d characters; %(most)d at most.")
        raise ValidationError({field: said % {"length": len(body), "most": MAX_CHARS}})
    links = SiteLinks(writer)
    source = Source(body=body, language=language)
    built = build_text(source, links=links, previous=known_passages(previous))
    return Written(text=save_text(built), links=links)


def follow_question(
    written: Written, *, thread: Thread, attachments: Iterable[str] = (), known: str = ""
) -> list[User]:
    """`follow_words` of the question's own text."""
    return follow_words(
        written,
        thread=thread,
        subject_kind=THREAD,
        subject_id=thread.pk,
        url=thread.get_absolute_url(),
        attachments=attachments,
        known=known,
    )


def follow_words(
    written: Written,
    *,
    thread: Thread,
    subject_kind: str,
    subject_id: int,
    url: str,
    attachments: Iterable[str] = (),
    known: str = "",
) -> list[User]:
    """Let the subject show its files and tell whom it mentions; in the caller's transaction.

    `attachments` are further keys, of which only what the writer may read is shown. Whoever stood in
    the `known` source already was told then. Answers with those who are mentioned now.
    """
    links = written.links
    more = readable_attachments(links.writer, attachments) if attachments else {}
    use_attachments(
        keys={*links.attachments, *more}, subject_kind=subject_kind, subject_id=subject_id
    )
    mentioned = [person for slug, person in links.people.items() if f"@{slug}" not in known]
    tell(mentioned, actor=links.writer, kind=Notification.Kind.MENTION, thread=thread, url=url)
    return mentioned
