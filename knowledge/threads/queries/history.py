"""What happened to a thread, and how its words read before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import User
from knowledge.articles.models import Article
from knowledge.articles.queries.reading import show_passages
from knowledge.threads.models import Thread, ThreadEvent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from knowledge.articles.queries.reading import ShownPassage
    from knowledge.passages.models import Text
    from knowledge.threads.models import Answer


@dataclass(frozen=True, slots=True)
class RecordLine:
    """An event, with the person and the thread or article it names, as far as the reader may know."""

    event: ThreadEvent
    person: User | None = None
    other: Thread | None = None
    article: Article | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OldWords:
    """Words as they were from `at` on; `title` and `customer_words` of a question only."""

    number: int
    by: User
    at: datetime
    note: str
    passages: Sequence[ShownPassage]
    title: str = ""
    customer_words: str = ""
    is_current: bool = False


def record_of(thread: Thread, reader: User) -> list[RecordLine]:
    """From the asking on; four queries. That an article answers it happened for those who may read that."""
    events = list(thread.events.select_related("actor"))
    people = User.objects.in_bulk(_named(events, "person"))
    visible = Thread.objects.visible_to(reader)
    others = visible.in_bulk(_named(events, "thread") | _named(events, "duplicate"))
    articles = Article.objects.visible_to(reader).in_bulk(_named(events, "article"))
    return [
        RecordLine(
            event,
            people.get(event.detail.get("person", 0)),
            others.get(event.detail.get("thread") or event.detail.get("duplicate") or 0),
            articles.get(event.detail.get("article", 0)),
        )
        for event in events
        if event.verb != ThreadEvent.Verb.ARTICLE or event.detail.get("article") in articles
    ]


def _named(events: Iterable[ThreadEvent], name: str) -> set[int]:
    return {event.detail[name] for event in events if isinstance(event.detail.get(name), int)}


def question_versions(thread: Thread) -> list[OldWords]:
    """The newest first."""
    rows = thread.versions.select_related("by", "text").prefetch_related("text__passages")
    return [
        OldWords(
            number=row.number,
            by=row.by,
            at=row.at,
            note=row.note,
            passages=_shown(row.text),
            title=row.title,
            customer_words=row.customer_words,
            is_current=row.text_id == thread.text_id and row.title == thread.title,
        )
        for row in rows.order_by("-number")
    ]


def answer_versions(answer: Answer) -> list[OldWords]:
    """The newest first."""
    rows = answer.versions.select_related("by", "text").prefetch_related("text__passages")
    return [
        OldWords(
            number=row.number,
            by=row.by,
            at=row.at,
            note=row.note,
            passages=_shown(row.text),
            is_current=row.number == answer.version,
        )
        for row in rows.order_by("-number")
    ]


def _shown(text: Text) -> list[ShownPassage]:
    return show_passages(text.passages.all())
