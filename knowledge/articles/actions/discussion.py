"""Comments and flags on articles: the passage package keeps them, here people are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from knowledge.articles.actions.record import ARTICLE, mentioned, record_event, tell, touch_frame
from knowledge.articles.links import SiteLinks
from knowledge.articles.models import Article, ArticleEvent
from knowledge.articles.work import work_on_article
from knowledge.contributions.actions.activity import minutes_to_write, note_activity
from knowledge.markup import render
from knowledge.notifications.models import Notification
from knowledge.passages.actions import (
    add_comment,
    decide_flag,
    edit_comment,
    just_said,
    raise_flag,
    remove_comment,
)

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User
    from knowledge.passages.models import Comment, Flag


@transaction.atomic
def comment_on_article(
    *,
    article: Article,
    by: User,
    source: str,
    parent: Comment | None = None,
    at: datetime | None = None,
    once: bool = False,
) -> Comment:
    """Comment, or reply; the authors, the person replied to and whoever is mentioned are told once.

    `once` is for a form that may be sent twice: then it is the comment that stands there already.
    """
    where = ARTICLE, article.pk
    if once and (same := just_said(where, author=by, source=source, parent=parent)):
        return same
    comment = add_comment(
        subject_kind=ARTICLE,
        subject_id=article.pk,
        author=by,
        source=source,
        links=SiteLinks(by),
        parent=parent,
        at=at,
    )
    touch_frame(article.pk)
    _tell_of_comment(article, comment, parent)
    return comment


def _tell_of_comment(article: Article, comment: Comment, parent: Comment | None) -> None:
    """Each once, for the nearest of their reasons."""
    told: set[int] = set()
    groups = [
        (Notification.Kind.MENTION, mentioned(render(comment.source).mentions)),
        (Notification.Kind.REPLY, [parent.author] if parent else []),
        (Notification.Kind.COMMENT, [article.owner, *article.co_authors.all()]),
    ]
    for kind, people in groups:
        tell(
            [person for person in people if person.pk not in told],
            actor=comment.author,
            kind=kind,
            article=article,
            word=comment.source,
            url=f"{article.get_absolute_url()}#comment-{comment.pk}",
        )
        told |= {person.pk for person in people}


@transaction.atomic
def edit_article_comment(*, article: Article, comment: Comment, source: str) -> Comment:
    """Change one's own comment; people mentioned only now are told."""
    before = _mentions(comment.source)
    comment = edit_comment(comment=comment, source=source, links=SiteLinks(comment.author))
    touch_frame(article.pk)
    tell(
        mentioned(_mentions(comment.source) - before),
        actor=comment.author,
        kind=Notification.Kind.MENTION,
        article=article,
        word=comment.source,
        url=f"{article.get_absolute_url()}#comment-{comment.pk}",
    )
    return comment


@transaction.atomic
def remove_article_comment(*, article: Article, comment: Comment, by: User) -> Comment:
    """Take a comment's words away."""
    comment = remove_comment(comment=comment, by=by)
    touch_frame(article.pk)
    return comment


@transaction.atomic
def flag_article(
    *,
    article: Article,
    by: User,
    reason: str,
    note: str = "",
    passage_key: str = "",
    at: datetime | None = None,
) -> Flag:
    """Flag a passage, or the whole article; the owner is told."""
    passage = article.live.text.passages.filter(key=passage_key).first()
    flag = raise_flag(
        subject_kind=ARTICLE,
        subject_id=article.pk,
        by=by,
        reason=reason,
        note=note,
        passage_key=passage.key if passage else "",
        quote=passage.plain[:1000] if passage else "",
        at=at,
    )
    tell(
        [article.owner],
        actor=by,
        kind=Notification.Kind.FLAG,
        article=article,
        word=note or flag.get_reason_display(),
        url=f"{article.get_absolute_url()}flags/",
    )
    touch_frame(article.pk)
    return flag


@transaction.atomic
def decide_article_flag(
    *, article: Article, flag: Flag, by: User, accepted: bool, word: str = ""
) -> Flag:
    """Give a flag its outcome, and tell whoever raised it. Raises passages' AlreadyDecided."""
    flag = decide_flag(flag=flag, by=by, accepted=accepted, word=word)
    record_event(
        article,
        actor=by,
        verb=ArticleEvent.Verb.FLAG,
        at=timezone.now(),
        detail={"flag": [flag.reason, flag.state]},
    )
    note_activity(person=by, thing=work_on_article(article), minutes=minutes_to_write(word))
    kind = Notification.Kind.FLAG_ACCEPTED if accepted else Notification.Kind.FLAG_DECLINED
    tell([flag.raised_by], actor=by, kind=kind, article=article, word=word)
    touch_frame(article.pk)
    return flag


def _mentions(source: str) -> set[str]:
    return set(render(source).mentions)
