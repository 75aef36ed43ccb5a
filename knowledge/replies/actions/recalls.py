"""Recalls: a passage was wrong, replies had used it, and whoever gave them tells each customer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.notifications.actions import notify
from knowledge.notifications.models import Notification
from knowledge.passages.models import Passage
from knowledge.replies.models import Recall, RecalledReply
from knowledge.replies.queries.recalls import (
    flags_on_all,
    flags_to_recall,
    is_corrected,
    left_to_recall,
    looked_back_to,
    now_reads,
    source_of,
    wrong_uses,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from knowledge.passages.models import Flag
    from knowledge.threads.models import Answer

OPEN_SECONDS: Final = 5.0
FOLLOW_SECONDS: Final = 60.0
REMIND_AFTER: Final = timedelta(days=2)
SUBJECT: Final = "recall"
_OPEN: Final = RecalledReply.State.OPEN


class NeverRead(Exception):
    """The passage never had that wording."""


@transaction.atomic
def open_recall(
    *,
    source: Article | Answer,
    passage_key: str,
    wrong: str,
    by: User,
    word: str = "",
    flag: Flag | None = None,
    at: datetime | None = None,
) -> Recall:
    """List the replies that used these wrong words, or words before them, and tell who gave them.

    A recall of the same words that is open already goes on. Raises NeverRead for no words.
    """
    if not wrong:
        raise NeverRead
    about = {
        "article": source if isinstance(source, Article) else None,
        "answer": None if isinstance(source, Article) else source,
        "passage_key": passage_key,
        "before": wrong,
    }
    open_ones = Recall.objects.select_for_update().filter(closed_at=None)
    recall = open_ones.filter(**about).first()
    if recall is None:
        at = at or timezone.now()
        recall = Recall(**about, flag=flag, word=word.strip(), opened_by=by, opened_at=at)
        recall.since = looked_back_to(at)
        recall.full_clean()
        recall.save()
    gather(recall=recall)
    return recall


@transaction.atomic
def gather(*, recall: Recall, at: datetime | None = None) -> int:
    """List replies that are not listed yet, and tell their people; how many there were.

    Once more on each call: copies that come in late, or are made before the words are corrected. A
    closed recall opens again. It closes when everything is decided and the words are corrected.
    """
    listed = RecalledReply.objects.filter(recall=recall).values("record")
    fresh = wrong_uses(recall).exclude(record__in=listed).values_list("record", flat=True)
    rows = RecalledReply.objects.bulk_create(
        (RecalledReply(recall=recall, record_id=pk) for pk in sorted(set(fresh))),
        ignore_conflicts=True,
    )
    if rows:
        givers = Q(reply_records__in=[row.record_id for row in rows])
        _tell(recall, User.objects.active().filter(givers).distinct(), at=at)
    _keep_state(recall, at or timezone.now())
    return len(rows)


@transaction.atomic
def settle_reply(
    *, reply: RecalledReply, by: User, state: str, note: str = "", at: datetime | None = None
) -> RecalledReply:
    """Say what became of a reply: the customer was corrected, need not be, or cannot be reached.

    It may be said anew: the last word counts. "To be corrected" takes it back.
    """
    at = at or timezone.now()
    is_open = state == _OPEN
    reply.state, reply.note = state, note.strip()
    reply.decided_by, reply.decided_at = (None, None) if is_open else (by, at)
    reply.full_clean()
    reply.save()
    _keep_state(Recall.objects.select_for_update().get(pk=reply.recall_id), at)
    return reply


@transaction.atomic
def remind_givers(*, recall: Recall, at: datetime | None = None) -> int:
    """Tell those again who have something to correct and were not told within REMIND_AFTER."""
    at = at or timezone.now()
    lately = Notification.objects.filter(
        kind=Notification.Kind.RECALL,
        subject_kind=SUBJECT,
        subject_id=recall.pk,
        created_at__gt=at - REMIND_AFTER,
    )
    open_replies = recall.replies.filter(state=_OPEN).values("record__person")
    people = User.objects.active().filter(pk__in=open_replies)
    people = people.exclude(pk__in=lately.values("person"))
    return _tell(recall, people, at=at)


def open_for_flags(now: datetime | None = None) -> bool:
    """One step of the worker: a flag was accepted as wrong. One on a passage has one recall at most, one
    on a whole article a recall for each passage that replies used.
    """
    now = now or timezone.now()
    flag = flags_to_recall(now).first()
    if flag is None:
        return _open_for_all(now)
    article = Article.objects.get(pk=flag.subject_id)
    with transaction.atomic():
        open_recall(
            source=article,
            passage_key=flag.passage_key,
            wrong=_as_flagged(article, flag),
            by=flag.decided_by or article.owner,
            word=flag.word[:500],
            flag=flag,
        )
    return True


def _open_for_all(now: datetime) -> bool:
    for flag in flags_on_all(now):
        article = Article.objects.get(pk=flag.subject_id)
        with transaction.atomic():
            found = left_to_recall(flag, article, now)
            for key, wrong in found:
                by, word = flag.decided_by or article.owner, flag.word[:500]
                open_recall(
                    source=article, passage_key=key, wrong=wrong, by=by, word=word, flag=flag
                )
        if found:
            return True
    return False


def follow_recalls(now: datetime | None = None) -> bool:
    """One step of the worker: late copies, reminders, and recalls that are at their end."""
    now = now or timezone.now()
    recent = Recall.objects.filter(opened_at__gte=now - timedelta(days=settings.RECALL_DAYS))
    rows = Recall.objects.filter(Q(pk__in=recent) | Q(closed_at=None))
    for recall in rows.select_related("article__current", "answer", "flag").order_by("pk"):
        gather(recall=recall, at=now)
        if recall.closed_at is None:
            remind_givers(recall=recall, at=now)
    return False


def _as_flagged(article: Article, flag: Flag) -> str:
    """The words that stood when the flag was raised, whole; the quote is only their beginning."""
    shown = article.revisions.filter(created_at__lte=flag.created_at).order_by("-number").first()
    words = Passage.objects.filter(
        text=shown.text_id if shown else None, key=flag.passage_key
    ).values_list("plain", flat=True)
    return words.first() or flag.quote


def _corrected(recall: Recall) -> str:
    """How it reads instead; "" while nothing was corrected, or it is gone."""
    reads = now_reads(recall)
    return "" if reads is None or reads == recall.before else reads


def _keep_state(recall: Recall, at: datetime) -> None:
    is_open = recall.replies.filter(state=_OPEN).exists() or not is_corrected(recall)
    closed_at = None if is_open else recall.closed_at or at
    after = recall.after or _corrected(recall)
    if (closed_at, after) != (recall.closed_at, recall.after):
        recall.closed_at, recall.after = closed_at, after
        recall.save(update_fields=["closed_at", "after"])


def _tell(recall: Recall, people: Collection[User], *, at: datetime | None) -> int:
    """A line in the inbox and a mail at once: customers may act on what is wrong."""
    source = source_of(recall)
    if isinstance(source, Article):
        title, areas = source.title, list(source.areas.values_list("pk", flat=True))
    else:
        title, areas = source.thread.title, [source.thread.area_id]
    told = notify(
        people=people,
        actor=None,
        kind=Notification.Kind.RECALL,
        subject_kind=SUBJECT,
        subject_id=recall.pk,
        title=title,
        url=reverse("replies:recalls"),
        word=recall.word,
        at=at,
        area_ids=areas,
        urgent=True,
    )
    return len(told)
