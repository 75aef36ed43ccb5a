"""The demo's questions and answers as they stand after six months, written as rows at once.

Replaying each question through its actions would tell, rank and mail hundreds of times what was over
long ago, and take ten times as long. What waits now goes on for real: the worker hands it over.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from knowledge.areas.folding import fold
from knowledge.articles.links import SiteLinks
from knowledge.articles.words import normal
from knowledge.exchange.halage.company import Company, Table
from knowledge.exchange.halage.moments import Clock
from knowledge.passages.models import Passage, Text
from knowledge.passages.texts import BuiltText, Source, build_text
from knowledge.search.actions import note_changes
from knowledge.threads.models import (
    TITLE_LENGTH,
    Answer,
    AnswerVersion,
    Helped,
    State,
    Thread,
    ThreadVersion,
    Urgency,
)
from knowledge.threads.queries.promises import promise_of, set_due

if TYPE_CHECKING:
    from accounts.models import User
    from knowledge.articles.models import Article

_ACCEPTED_AFTER = 25
"""Working minutes from an answer until its asker accepts it."""


@dataclass(kw_only=True)
class Reply:
    """An answer of the file with its row. `accepted_at` is set when it solved the question."""

    row: Table
    at: datetime
    built: BuiltText
    accepted_at: datetime | None = None
    answer: Answer = field(init=False)


@dataclass(kw_only=True)
class Story:
    """A question of the file with its rows, and what `given` what was missing took."""

    row: Table
    language: str
    asker: User
    asked_at: datetime
    ended_at: datetime | None
    asked_info_at: datetime | None
    gave_info_at: datetime | None
    built: BuiltText
    replies: list[Reply]
    thread: Thread = field(init=False)

    @property
    def state(self) -> str:
        return str(self.row["state"])

    @property
    def first_reply(self) -> Reply | None:
        """The expert's first, in part or in full."""
        return self.replies[0] if self.replies else None

    @property
    def solution(self) -> Reply | None:
        return next((reply for reply in self.replies if reply.accepted_at), None)

    @property
    def settled_at(self) -> datetime:
        """Since when it stands in its state."""
        if self.solution is not None and self.solution.accepted_at is not None:
            return self.solution.accepted_at
        full = [reply.at for reply in self.replies if not reply.row.get("partial")]
        paused = self.asked_info_at if self.state == State.NEEDS_INFO else None
        return self.ended_at or paused or (full[-1] if full else self.asked_at)

    @property
    def changed_at(self) -> datetime:
        return max([self.settled_at, *(reply.at for reply in self.replies)])


def load_threads(
    tables: Mapping[str, Table], company: Company, articles: Mapping[str, Article], clock: Clock
) -> dict[str, Story]:
    """Everything of the parsed threads-….toml, by language; answers with the stories by their key."""
    stories = _stories(tables, company, clock)
    _save_texts(stories)
    _save_threads(stories, company, articles, clock)
    _save_answers(stories, company)
    note_changes(kind="thread", object_ids=[story.thread.pk for story in stories])
    return {story.row["key"]: story for story in stories}


def _stories(tables: Mapping[str, Table], company: Company, clock: Clock) -> list[Story]:
    rows = [(language, row) for language, table in tables.items() for row in table["threads"]]
    found = [
        _story(row, language, number, company, clock) for number, (language, row) in enumerate(rows)
    ]
    return sorted(found, key=lambda story: story.asked_at)


def _story(row: Table, language: str, number: int, company: Company, clock: Clock) -> Story:
    asker = company.person(row["asker"])
    asked_at = clock.asked(row, number)
    needs: Table = next(iter(row.get("needs", ())), {})
    links = SiteLinks(asker)
    return Story(
        row=row,
        language=language,
        asker=asker,
        asked_at=asked_at,
        ended_at=_after(clock, asked_at, row),
        asked_info_at=_after(clock, asked_at, needs),
        gave_info_at=_after(clock, asked_at, needs, name="given_after"),
        built=_built(row.get("tried", ""), language, links),
        replies=[
            _reply(reply, asked_at, language, links, clock) for reply in row.get("answers", ())
        ],
    )


def _after(clock: Clock, start: datetime, row: Table, *, name: str = "after") -> datetime | None:
    return clock.after(start, row[name]) if name in row else None


def _reply(row: Table, asked_at: datetime, language: str, links: SiteLinks, clock: Clock) -> Reply:
    at = clock.after(asked_at, row["after"])
    accepted_at = clock.after(at, _ACCEPTED_AFTER) if row.get("accepted") else None
    return Reply(
        row=row, at=at, built=_built(row["body"], language, links), accepted_at=accepted_at
    )


def _built(body: str, language: str, links: SiteLinks) -> BuiltText:
    return build_text(Source(body=normal(body), language=language), links=links)


def _save_texts(stories: Sequence[Story]) -> None:
    built = [story.built for story in stories]
    built += [reply.built for story in stories for reply in story.replies]
    Text.objects.bulk_create([one.text for one in built])
    for one in built:
        for passage in one.passages:
            passage.text = one.text
    Passage.objects.bulk_create([passage for one in built for passage in one.passages])


# Questions


def _save_threads(
    stories: Sequence[Story], company: Company, articles: Mapping[str, Article], clock: Clock
) -> None:
    """Originals before their duplicates, which point at them."""
    by_key = {story.row["key"]: story for story in stories}
    for story in stories:
        story.thread = _thread(story, company, articles, clock)
    Thread.objects.bulk_create([s.thread for s in stories if s.state != State.DUPLICATE])
    duplicates = [story for story in stories if story.state == State.DUPLICATE]
    for story in duplicates:
        story.thread.duplicate_of = by_key[story.row["duplicate_of"]].thread
    Thread.objects.bulk_create([story.thread for story in duplicates])
    joined = Thread.joined_areas.through
    joined.objects.bulk_create(
        joined(thread_id=story.thread.pk, area_id=company.areas[slug].pk)
        for story in stories
        for slug in story.row.get("joined", ())
    )
    ThreadVersion.objects.bulk_create(_first_version(story) for story in stories)


def _thread(
    story: Story, company: Company, articles: Mapping[str, Article], clock: Clock
) -> Thread:
    row = story.row
    thread = Thread(
        title=row["title"],
        folded_title=fold(row["title"])[: TITLE_LENGTH * 2],
        customer_words=row.get("customer", ""),
        text=story.built.text,
        failed_query=row.get("query", ""),
        asker=story.asker,
        area=company.areas[row["area"]],
        urgency=row.get("urgency", Urgency.TODAY),
        channel=row.get("channel", ""),
        case_reference=row.get("case", ""),
        language=story.language,
        state=story.state,
        state_at=story.settled_at,
        close_reason=row.get("close_reason", ""),
        article=articles.get(row.get("article", "")),
        asked_at=story.asked_at,
        routing_since=story.asked_at,
        updated_at=story.changed_at,
    )
    _set_clocks(thread, story, clock)
    return thread


def _set_clocks(thread: Thread, story: Story, clock: Clock) -> None:
    """As `knowledge.threads.clock` counts them: in working time, less what the asker took."""
    if story.asked_info_at is not None and story.gave_info_at is not None:
        thread.paused_minutes = clock.between(story.asked_info_at, story.gave_info_at)
    set_due(thread, story.asked_at, promise_of(thread.area, Urgency(thread.urgency)))
    if thread.state == State.NEEDS_INFO:
        thread.paused_since = story.asked_info_at
    if (first := story.first_reply) is not None:
        paused = thread.paused_minutes if _is_before(story.gave_info_at, first.at) else 0
        thread.first_answered_at = first.at
        thread.first_answer_minutes = clock.between(story.asked_at, first.at) - paused
    if story.solution is not None and story.solution.accepted_at is not None:
        solved_at = story.solution.accepted_at
        thread.solved_at = solved_at
        minutes = clock.between(story.asked_at, solved_at) - thread.paused_minutes
        thread.solution_minutes = minutes


def _is_before(one: datetime | None, other: datetime) -> bool:
    return one is not None and one <= other


def _first_version(story: Story) -> ThreadVersion:
    return ThreadVersion(
        thread=story.thread,
        number=1,
        title=story.thread.title,
        customer_words=story.thread.customer_words,
        text=story.built.text,
        by=story.asker,
        at=story.asked_at,
    )


# Answers


def _save_answers(stories: Sequence[Story], company: Company) -> None:
    for story in stories:
        for reply in story.replies:
            reply.answer = _answer(story, reply, company)
    answers = [reply.answer for reply in _replies(stories)]
    Answer.objects.bulk_create(answers)
    AnswerVersion.objects.bulk_create(
        AnswerVersion(
            answer=answer,
            number=1,
            text=answer.text,
            is_partial=answer.is_partial,
            by=answer.author,
            at=answer.created_at,
        )
        for answer in answers
    )
    Helped.objects.bulk_create(
        Helped(answer=reply.answer, person=company.person(name), at=reply.at)
        for reply in _replies(stories)
        for name in reply.row.get("helped", ())
    )


def _answer(story: Story, reply: Reply, company: Company) -> Answer:
    accepted: dict[str, Any] = {}
    if reply.accepted_at is not None:
        accepted = {"accepted_at": reply.accepted_at, "accepted_by": story.asker}
    return Answer(
        thread=story.thread,
        author=company.person(reply.row["by"]),
        text=reply.built.text,
        is_partial=reply.row.get("partial", False),
        created_at=reply.at,
        **accepted,
    )


def _replies(stories: Iterable[Story]) -> Iterator[Reply]:
    return (reply for story in stories for reply in story.replies)
