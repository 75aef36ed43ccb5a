"""A person's trays, and what of them may be told now: derived when read, never stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Count, Prefetch, prefetch_related_objects
from django.urls import reverse

from knowledge.articles.models import Article
from knowledge.markup.audience import Audience
from knowledge.passages.models import Passage
from knowledge.passages.replying import Candidate, Obstacle, obstacle
from knowledge.passages.watching import checker
from knowledge.replies.composing import Composed, Part, compose
from knowledge.replies.composing.forms import edited
from knowledge.replies.models import Tray, TrayPassage
from knowledge.replies.queries.closed_words import leak_in
from knowledge.replies.queries.earlier_words import NOTHING, Pins, variants_in, written_for
from knowledge.replies.queries.profiles import sentences_for, shape_of
from knowledge.replies.queries.sensitive import sensitive_article_ids
from knowledge.replies.queries.wordings import words_for_articles
from knowledge.replies.tidying import squeezed
from knowledge.threads.models import Answer, AnswerVersion, Thread

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from django.db.models import QuerySet

    from accounts.models import User
    from knowledge.articles.models import Revision
    from knowledge.passages.lint import Finding
    from knowledge.replies.models import Variant
    from knowledge.replies.queries.earlier_words import Written
    from knowledge.replies.queries.wordings import ChannelWords


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayItem:
    """One passage of a tray as it stands now. `passage` is None where it is no longer there, or no longer
    for the person. `words`: an expert's own for the channel, which stand for all passages of the article;
    `is_spoken_for`: another item of the same article carries them already. `written`: what else was written
    for channels of the article, and no longer stands. `is_delicate`: only approved words are said of it.
    """

    row: TrayPassage
    passage: Passage | None = None
    was: Passage | None = None
    title: str = ""
    url: str = ""
    language: str = ""
    revision: Revision | None = None
    version: AnswerVersion | None = None
    words: ChannelWords | None = None
    is_spoken_for: bool = False
    written: Written = NOTHING
    is_delicate: bool = False
    why: Obstacle | None = None
    replaced_by: Article | None = None

    @property
    def is_changed(self) -> bool:
        """Other words than when it was collected."""
        return bool(self.passage and self.was and self.passage.plain != self.was.plain)

    @property
    def before(self) -> str:
        """What the reply said in its place when it was collected; "" where it still does."""
        if self.written.before or self.words or self.was is None or not self.is_changed:
            return self.written.before
        return self.was.plain

    @property
    def shown(self) -> str:
        """The words that would enter a reply; "" for none."""
        if self.why or self.passage is None:
            return ""
        return self.words.words if self.words else self.passage.plain

    @property
    def part(self) -> Part:
        """For composing; only where nothing stands in the way."""
        if self.words:
            return Part(plain=self.words.words, variant_words=self.words.words)
        if self.passage is None:
            return Part(plain="")
        return Part(plain=self.passage.plain, rich=self.passage.rich, heading=self.passage.heading)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayReply:
    """A tray with its reply: `composed` from the passages now, `shown` what would be copied (edited by
    hand or not), `findings` what the lint says of it, `is_blocked` where the policy forbids to copy it.
    """

    tray: Tray
    items: tuple[TrayItem, ...]
    composed: Composed
    shown: Composed
    is_edited: bool
    is_outrun: bool
    findings: tuple[Finding, ...]
    is_blocked: bool
    leaked: Obstacle | None

    @property
    def used(self) -> list[TrayItem]:
        """Those whose words are in the reply, in order."""
        return [item for item in self.items if item.shown and not item.is_spoken_for]

    @property
    def is_empty(self) -> bool:
        return not self.shown.plain.strip()

    @property
    def may_be_copied(self) -> bool:
        return bool(self.used) and not (self.is_empty or self.is_blocked or self.leaked)


def trays_of(person: User) -> QuerySet[Tray]:
    """One's own, the last touched first. Never call this for somebody else's page."""
    rows = Tray.objects.filter(person=person).select_related("profile")
    return rows.annotate(passage_count=Count("passages")).order_by("-changed_at", "-id")


def current_tray(person: User) -> Tray | None:
    """The one that the collect key fills; one query."""
    return trays_of(person).filter(is_current=True).first()


def items_of(tray: Tray, reader: User) -> tuple[TrayItem, ...]:
    """The passages of a tray as they stand for its person, in order. At most nine queries."""
    rows = list(_rows(tray))
    articles = _articles(rows, reader, with_areas=tray.profile.is_public)
    answers = _answers(rows, reader)
    texts = {pk: one.live.text_id for pk, one in articles.items()}
    now = _passages([*texts.values(), *(one.text_id for one in answers.values())], rows)
    then = _passages([pinned.text_id for row in rows if (pinned := _pinned(row))], rows)
    audience = Audience.parse(tray.profile.reader)
    delicate = sensitive_article_ids(list(articles))
    variants = variants_in({row.article_id for row in rows if row.article_id})
    worded = _worded(tray, variants, delicate & articles.keys())
    words = words_for_articles(worded, *_where(tray), audience)
    written = written_for(variants, _pins(tray, rows, articles, delicate))
    told = _Told(now=now, audience=audience, delicate=delicate, words=words, written=written)
    spoken: set[int] = set()
    items = []
    for row in rows:
        pinned = _pinned(row)
        was = then.get((pinned.text_id, row.passage_key)) if pinned else None
        if row.article_id:
            article = articles.get(row.article_id)
            item = _of_article(row, article, was, told)
            is_said = item.words is not None and row.article_id in spoken
            if item.words is not None:
                spoken.add(row.article_id)
            items.append(replace(item, is_spoken_for=is_said))
        else:
            items.append(_of_answer(row, answers.get(row.answer_id or 0), was, told))
    return tuple(items)


def reply_of(tray: Tray, reader: User, *, text: str | None = None) -> TrayReply:
    """The tray with its reply; `text` is what somebody has on their screen, instead of what is kept."""
    items = items_of(tray, reader)
    profile = shape_of(tray.profile)
    said = [item.part for item in items if item.shown and not item.is_spoken_for]
    sentences = sentences_for(reader, tray.profile, tray.language)
    composed = compose(said, profile, tray.language, sentences)
    draft = tray.draft if text is None else text
    is_edited = bool(draft.strip()) and squeezed(draft) != squeezed(composed.plain)
    shown = edited(draft, profile) if is_edited else composed
    check = checker()
    found = check.findings(shown.plain) if shown.plain else ()
    return TrayReply(
        tray=tray,
        items=items,
        composed=composed,
        shown=shown,
        is_edited=is_edited,
        is_outrun=is_edited and bool(tray.composed) and tray.composed != composed.plain,
        findings=found,
        is_blocked=bool(check.blocking(found)),
        leaked=leak_in(shown.plain, items) if is_edited else None,
    )


def areas_of(items: Iterable[TrayItem]) -> set[int]:
    """The areas that a reply of these passages speaks about."""
    found: set[int] = set()
    for item in items:
        if item.row.article:
            found |= {area.pk for area in item.row.article.areas.all()}
        elif item.row.answer and item.row.answer.thread.area_id:
            found.add(item.row.answer.thread.area_id)
    return found


def _rows(tray: Tray) -> QuerySet[TrayPassage]:
    rows = tray.passages.select_related("revision", "answer_version")
    return rows.order_by("position", "id")


def _pinned(row: TrayPassage) -> Revision | AnswerVersion | None:
    return row.revision or row.answer_version


def _where(tray: Tray) -> tuple[str, str]:
    return tray.profile.channel, tray.language


def _worded(tray: Tray, variants: Iterable[Variant], delicate: set[int]) -> list[int]:
    """Those that somebody wrote words for this channel for, or that are delicate: most are neither, and
    asking where words stand costs more than all the rest.
    """
    where = _where(tray)
    written = {row.article_id for row in variants if (row.channel, row.language) == where}
    return sorted(written | delicate)


def _pins(
    tray: Tray, rows: Iterable[TrayPassage], articles: dict[int, Article], delicate: set[int]
) -> Pins:
    since: dict[int, datetime] = {}
    for row in rows:
        if row.article_id:
            since[row.article_id] = min(row.added_at, since.get(row.article_id, row.added_at))
    return Pins(
        since=since,
        published={pk: one.live.created_at for pk, one in articles.items()},
        delicate=delicate,
        where=_where(tray),
        reader=Audience.parse(tray.profile.reader),
    )


def _articles(rows: list[TrayPassage], reader: User, *, with_areas: bool) -> dict[int, Article]:
    """Those that exist for the reader, by their id; each row knows its own."""
    ids = {row.article_id for row in rows if row.article_id}
    if not ids:
        return {}
    visible = Article.objects.visible_to(reader).select_related("current")
    if with_areas:
        visible = visible.prefetch_related("areas")
    found = visible.in_bulk(ids)
    if any(article.replaced_by_id for article in found.values()):
        successors = Article.objects.visible_to(reader)
        prefetch_related_objects([*found.values()], Prefetch("replaced_by", queryset=successors))
    for row in rows:
        if row.article_id in found:
            row.article = found[row.article_id]
    return found


def _answers(rows: list[TrayPassage], reader: User) -> dict[int, Answer]:
    ids = {row.answer_id for row in rows if row.answer_id}
    if not ids:
        return {}
    visible = Thread.objects.visible_to(reader).order_by().values("pk")
    found = Answer.objects.filter(thread__in=visible).select_related("thread")
    versions = AnswerVersion.objects.order_by("number")
    answers = found.prefetch_related(Prefetch("versions", queryset=versions)).in_bulk(ids)
    for row in rows:
        if row.answer_id in answers:
            row.answer = answers[row.answer_id]
    return answers


def _passages(
    texts: Collection[int], rows: Iterable[TrayPassage]
) -> dict[tuple[int, str], Passage]:
    keys = {row.passage_key for row in rows}
    found = Passage.objects.filter(text__in=set(texts), key__in=keys) if texts else ()
    return {(passage.text_id, passage.key): passage for passage in found}


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known of all sources of a tray."""

    now: dict[tuple[int, str], Passage]
    audience: Audience
    delicate: set[int]
    words: dict[int, ChannelWords]
    written: dict[int, Written]


def _of_article(
    row: TrayPassage, article: Article | None, was: Passage | None, told: _Told
) -> TrayItem:
    written = told.written.get(row.article_id or 0, NOTHING)
    if article is None:
        return TrayItem(row=row, was=was, written=written, why=Obstacle.GONE)
    passage = told.now.get((article.live.text_id, row.passage_key))
    own = told.words.get(article.pk)
    candidate = Candidate(
        own.audience if own else (passage.audience if passage else ""),
        is_archived=article.is_archived,
        is_sensitive=article.pk in told.delicate,
        is_approved=bool(own and own.is_approved),
        is_gone=passage is None,
    )
    why = obstacle(candidate, told.audience)
    if why is None and passage is not None:
        why = obstacle(Candidate(passage.audience), told.audience)
    return TrayItem(
        row=row,
        passage=passage,
        was=was,
        title=article.title,
        url=reverse("articles:passage", args=[article.slug, row.passage_key]),
        language=article.language,
        revision=article.live,
        words=None if why else own,
        written=written,
        is_delicate=article.pk in told.delicate,
        why=why,
        replaced_by=article.replaced_by if article.is_archived else None,
    )


def _of_answer(
    row: TrayPassage, answer: Answer | None, was: Passage | None, told: _Told
) -> TrayItem:
    if answer is None:
        return TrayItem(row=row, was=was, why=Obstacle.GONE)
    passage = told.now.get((answer.text_id, row.passage_key))
    candidate = Candidate(
        passage.audience if passage else "",
        is_withdrawn=answer.stays_in_the_house,
        is_gone=passage is None,
    )
    return TrayItem(
        row=row,
        passage=passage,
        was=was,
        title=answer.thread.title,
        url=answer.get_absolute_url(),
        language=answer.thread.language,
        version=next((one for one in answer.versions.all() if one.number == answer.version), None),
        why=obstacle(candidate, told.audience),
    )
