"""Recalls: which replies used words that were wrong, and who has to do with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from accounts.permissions import is_lead_of
from knowledge.articles.models import Article
from knowledge.articles.permissions import can_manage
from knowledge.passages.models import Flag, Passage
from knowledge.replies.models import Recall, RecalledReply, ReplyPassage
from knowledge.threads.models import Answer, Thread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User

VARIANT_KEY: Final = "variant"
FLAGS_WITHIN: Final = timedelta(days=7)
"""Flags accepted longer ago, as those of an import, open no recall by themselves."""

State = RecalledReply.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How a passage read from one revision (or version) to another; `uses` are replies since the day
    from which a recall looks. `last` is None while it still reads so.
    """

    plain: str
    first: int
    last: int | None
    uses: int
    at: datetime

    @property
    def is_current(self) -> bool:
        return self.last is None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedPassage:
    """A passage that replies used in the days of a recall."""

    key: str
    plain: str
    uses: int


def looked_back_to(now: datetime | None = None) -> datetime:
    """From when on a recall opened now lists replies."""
    return (now or timezone.now()) - timedelta(days=settings.RECALL_DAYS)


def can_recall(user: User, source: Article | Answer) -> bool:
    """Owner and leads of an article; the author of an answer and the leads of its area. Assumes that
    the source is visible to them.
    """
    if isinstance(source, Article):
        return can_manage(user, source)
    return source.author_id == user.pk or is_lead_of(user, [source.thread.area_id])


def source_of(recall: Recall) -> Article | Answer:
    """What the words stand in. A recall has one or the other."""
    source = recall.article or recall.answer
    assert source is not None
    return source


def uses_of(source: Article | Answer, key: str, since: datetime) -> QuerySet[ReplyPassage]:
    """Uses of one passage, in any wording."""
    by = {"article" if isinstance(source, Article) else "answer": source}
    return ReplyPassage.objects.filter(**by, passage_key=key, at__gte=since).order_by()


def wordings_of(source: Article | Answer, key: str, since: datetime) -> list[Wording]:
    """Every way in which the passage has read, the latest first; three queries."""
    if key == VARIANT_KEY:
        return _variant_wordings(source, since)
    is_article = isinstance(source, Article)
    pinned = "revision__number" if is_article else "answer_version__number"
    counted = uses_of(source, key, since).values(pinned)
    uses = dict(counted.annotate(n=Count("record", distinct=True)).values_list(pinned, "n"))
    history = _history(source)
    texts = [text for _number, text, _at in history]
    plains = dict(Passage.objects.filter(text__in=texts, key=key).values_list("text", "plain"))
    found: list[Wording] = []
    begun: tuple[str, int, datetime] | None = None
    counts = 0
    last = 0
    for number, text, at in history:
        plain = plains.get(text)
        if begun is not None and plain != begun[0]:
            found.append(_wording(begun, last, counts))
            begun, counts = None, 0
        if plain is not None:
            begun = begun or (plain, number, at)
            counts += uses.get(number, 0)
        last = number
    if begun is not None:
        found.append(_wording(begun, None, counts))
    return found[::-1]


def _wording(begun: tuple[str, int, datetime], last: int | None, uses: int) -> Wording:
    plain, first, at = begun
    return Wording(plain=plain, first=first, last=last, uses=uses, at=at)


def _history(source: Article | Answer) -> list[tuple[int, int, datetime]]:
    """Number, text and moment of each revision or version, the earliest first."""
    if isinstance(source, Article):
        rows = source.revisions.order_by("number")
        return list(rows.values_list("number", "text", "created_at"))
    versions = source.versions.order_by("number")
    return list(versions.values_list("number", "text", "at"))


def _variant_wordings(source: Article | Answer, since: datetime) -> list[Wording]:
    """Words for a channel have no numbers in common: each wording stands by itself."""
    rows = uses_of(source, VARIANT_KEY, since).values("variant__words")
    rows = rows.annotate(n=Count("record", distinct=True), latest=Max("at")).order_by("-latest")
    return [
        Wording(plain=row["variant__words"], first=1, last=None, uses=row["n"], at=row["latest"])
        for row in rows
        if row["variant__words"]
    ]


def wrong_uses(recall: Recall) -> QuerySet[ReplyPassage]:
    """What the recall is about: uses of the wrong wording and of all before it, since its first day.

    Derived anew each time: a copy that comes in late, or is made before the words are corrected,
    belongs to it like the others.
    """
    source = source_of(recall)
    uses = uses_of(source, recall.passage_key, recall.since)
    if is_of_all(recall) and recall.flag:
        uses = uses.filter(revision__created_at__lte=recall.flag.created_at)
    if recall.passage_key == VARIANT_KEY:
        return uses.filter(variant__words=recall.before)
    wordings = wordings_of(source, recall.passage_key, recall.since)
    numbers = [row.last for row in wordings if row.plain == recall.before]
    if not numbers or numbers[0] is None:
        return uses
    field = "revision" if isinstance(source, Article) else "answer_version"
    return uses.filter(**{f"{field}__number__lte": numbers[0]})


def now_reads(recall: Recall) -> str | None:
    """The passage as it reads now; None where it is gone, or nothing of it may be told any more."""
    live = Article.objects.filter(recalls=recall, archived_at=None).values("current__text")
    given = Answer.objects.filter(recalls=recall, withdrawn_at=None).values("text")
    rows = Passage.objects.filter(Q(text__in=live) | Q(text__in=given), key=recall.passage_key)
    return rows.values_list("plain", flat=True).first()


def is_corrected(recall: Recall) -> bool:
    """Nobody can be told the wrong words any more: they changed, went, or all of it was withdrawn. Of an
    article flagged as a whole, what its next revision left as it was has been found right.
    """
    if is_of_all(recall) and recall.flag and recall.article:
        since = recall.article.revisions.filter(created_at__gt=recall.flag.created_at)
        if since.exists():
            return True
    return now_reads(recall) != recall.before


def is_of_all(recall: Recall) -> bool:
    """Opened because a reader flagged the whole article, not one passage of it."""
    return recall.flag is not None and not recall.flag.passage_key


def used_passages(source: Article | Answer, since: datetime) -> list[UsedPassage]:
    """What replies used of it since then, the most used first, as it last read; three queries."""
    by = {"article" if isinstance(source, Article) else "answer": source}
    rows = ReplyPassage.objects.filter(**by, at__gte=since).order_by().values("passage_key")
    uses = dict(rows.annotate(n=Count("record", distinct=True)).values_list("passage_key", "n"))
    history = _history(source)
    order = {text: number for number, text, _at in history}
    known = Passage.objects.filter(text__in=order, key__in=uses)
    plains: dict[str, tuple[int, str]] = {}
    for text, key, plain in known.values_list("text", "key", "plain"):
        plains[key] = max(plains.get(key, (0, "")), (order[text], plain))
    found = [
        UsedPassage(key=key, plain=plains.get(key, (0, ""))[1], uses=n) for key, n in uses.items()
    ]
    return sorted(found, key=lambda row: (-row.uses, row.key))


def flags_to_recall(now: datetime) -> QuerySet[Flag]:
    """Flags on a passage of an article, accepted as wrong, that no recall was opened for.

    One of the same passage that was open when the flag was raised, or later, is about it too.
    """
    covering = Recall.objects.filter(
        Q(closed_at=None) | Q(closed_at__gte=OuterRef("created_at")),
        article=OuterRef("subject_id"),
        passage_key=OuterRef("passage_key"),
    )
    named = _accepted(now).filter(recalls=None).exclude(Exists(covering))
    named = named.exclude(passage_key="").exclude(quote="")
    return named.select_related("decided_by").order_by("pk")


def flags_on_all(now: datetime) -> QuerySet[Flag]:
    """Flags on a whole article, accepted as wrong, of which replies used anything."""
    used = ReplyPassage.objects.filter(article=OuterRef("subject_id"), at__gte=looked_back_to(now))
    rows = _accepted(now).filter(Exists(used.order_by()), passage_key="")
    return rows.select_related("decided_by").order_by("pk")


def left_to_recall(flag: Flag, article: Article, now: datetime) -> list[tuple[str, str]]:
    """Key and words, as they stood when all of it was flagged, of every passage that replies used since
    the day from which a recall looks, and no recall is about yet. Copies that come in late are among
    them, and words from after the flag are not. Three queries.
    """
    uses = ReplyPassage.objects.filter(
        article=article, at__gte=looked_back_to(now), revision__created_at__lte=flag.created_at
    )
    used = set(uses.order_by().values_list("passage_key", "variant__words"))
    covering = Q(closed_at=None) | Q(closed_at__gte=flag.created_at)
    known = set(article.recalls.filter(covering).values_list("passage_key", "before"))
    order = {text: n for n, text, at in _history(article) if at <= flag.created_at}
    rows = Passage.objects.filter(text__in=order, key__in={key for key, _words in used})
    stood = sorted(rows.values_list("text", "key", "plain"), key=lambda row: order[row[0]])
    read = {key: plain for _text, key, plain in stood}
    found = {(key, (words if key == VARIANT_KEY else read.get(key)) or "") for key, words in used}
    keys = {key for key, _words in known if key != VARIANT_KEY}
    return sorted((key, wrong) for key, wrong in found - known if wrong and key not in keys)


def _accepted(now: datetime) -> QuerySet[Flag]:
    return Flag.objects.filter(
        subject_kind="article",
        state=Flag.State.ACCEPTED,
        reason=Flag.Reason.WRONG,
        decided_at__gte=now - FLAGS_WITHIN,
    )


def readable_sources(person: User, recalls: Iterable[Recall]) -> set[int]:
    """Of these recalls, those whose article or question exists for the person; two queries."""
    rows = list(recalls)
    articles = {row.article_id for row in rows if row.article_id}
    threads = {row.answer.thread_id for row in rows if row.answer}
    seen = set(
        Article.objects.visible_to(person).filter(pk__in=articles).values_list("pk", flat=True)
        if articles
        else ()
    )
    asked = set(
        Thread.objects.visible_to(person).filter(pk__in=threads).values_list("pk", flat=True)
        if threads
        else ()
    )
    return {
        row.pk
        for row in rows
        if row.article_id in seen or (row.answer and row.answer.thread_id in asked)
    }


def readable_recalls(person: User, ids: Collection[int]) -> set[int]:
    """Of these recalls, those that the person has to do with and whose words exist for them."""
    rows = Recall.objects.filter(pk__in=list(ids)).select_related("article", "answer__thread")
    readable = readable_sources(person, rows)
    theirs = set(
        RecalledReply.objects.filter(recall__in=readable, record__person=person).values_list(
            "recall", flat=True
        )
    )
    return theirs | {
        row.pk for row in rows if row.pk in readable and can_recall(person, source_of(row))
    }
