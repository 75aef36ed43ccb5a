"""The page of a thread: question, promise, who holds it, answers, comments; ready for its template."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final
from zlib import crc32

from accounts.permissions import hidden_area_ids
from accounts.working_time import company_calendar
from knowledge.articles.models import Article
from knowledge.articles.queries.reading import ShownPassage, breadcrumb, show_passages
from knowledge.threads.models import (
    CustomerLine,
    Thread,
    ThreadEvent,
)
from knowledge.threads.queries import page_rows as rows
from knowledge.threads.queries.comments import comments_of
from knowledge.threads.queries.routing import why_you
from knowledge.threads.queries.signs import Sign, by_when, due_of, sign_of
from knowledge.ui.charts import arc

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from accounts.models import User
    from knowledge.areas.models import Area
    from knowledge.articles.queries.comments import ShownComment
    from knowledge.threads.models import Answer, Claim, Offer
    from knowledge.threads.permissions import ThreadRights

SEEN_FOR: Final = timedelta(seconds=20)
"""An answerer's heartbeat comes every 8 s; missed twice, they have gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    """An answer as this reader sees it. `etag` changes with everything that its block shows."""

    answer: Answer
    passages: Sequence[ShownPassage]
    helped: int
    helped_me: bool
    comments: Sequence[ShownComment]
    is_own: bool
    may_change: bool
    etag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is promised next. `minutes` are of the company's working time; `path` draws the clock."""

    due: datetime
    by: str
    is_late: bool
    is_first: bool
    minutes: int
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Who has it: a claim, or an offer that stands. `why` only for that person."""

    claim: Claim | None = None
    offer: Offer | None = None
    until_words: str = ""
    path: str = ""
    why: str = ""

    @property
    def person(self) -> User | None:
        held = self.claim or self.offer
        return held.person if held else None

    @property
    def until(self) -> datetime | None:
        if self.claim:
            return self.claim.holds_until
        return self.offer.expires_at if self.offer else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPage:
    """Everything that the page shows and `live` looks at again."""

    thread: Thread
    sign: Sign
    question: Sequence[ShownPassage]
    crumbs: Sequence[Area]
    joined: Sequence[Area]
    exchange: Sequence[ThreadEvent]
    promise: Promise | None
    holding: Holding
    holding_line: CustomerLine | None
    status_line: CustomerLine | None
    answering: Sequence[User]
    answers: Sequence[ShownAnswer]
    comments: Sequence[ShownComment]
    original: Thread | None
    duplicates: Sequence[Thread]
    relatives: Sequence[Thread]
    article: Article | None

    @property
    def who(self) -> str:
        return who_mark(person.pk for person in self.answering)

    @property
    def accepted(self) -> ShownAnswer | None:
        return next((shown for shown in self.answers if shown.answer.is_accepted), None)

    @property
    def asked_back(self) -> ThreadEvent | None:
        """What the asker was asked last, while it waits for them."""
        asked = [e for e in self.exchange if e.verb == ThreadEvent.Verb.ASKED_INFO]
        return asked[-1] if asked and self.thread.paused_since else None

    @property
    def standing(self) -> int:
        """How many answers were not withdrawn."""
        return sum(not shown.answer.is_withdrawn for shown in self.answers)


def thread_page(thread: Thread, reader: User, rights: ThreadRights, at: datetime) -> ThreadPage:
    """A constant number of queries, however many answers. `thread` comes from `for_page`."""
    answers = _with_people(rows.ANSWERS.rows([thread.pk]), thread)
    passages = _passages([thread.text_id, *(answer.text_id for answer in answers)])
    crumbs, _others = breadcrumb([thread.area], reader)
    near, lines = _near(thread, reader), _lines(thread)
    return ThreadPage(
        thread=thread,
        sign=sign_of(thread, reader, at),
        question=passages[thread.text_id],
        crumbs=crumbs,
        joined=list(thread.joined_areas.all()),
        exchange=_exchange(thread),
        promise=_promise(thread, at),
        holding=_holding(thread, reader, at),
        holding_line=lines.get(CustomerLine.Kind.HOLDING),
        status_line=lines.get(CustomerLine.Kind.STATUS),
        answering=_answering(thread, reader, at),
        answers=_answers(thread, answers, passages, reader, rights),
        comments=comments_of("thread", [thread.pk], reader, may_remove=rights.is_lead).get(
            thread.pk, ()
        ),
        original=next((one for one in near if one.pk == thread.duplicate_of_id), None),
        duplicates=[one for one in near if one.duplicate_of_id == thread.pk],
        relatives=[
            one for one in near if one.split_from_id == thread.pk or one.pk == thread.split_from_id
        ],
        article=_article(thread, reader),
    )


def who_mark(people: Iterable[int]) -> str:
    return ".".join(str(pk) for pk in sorted(people))


def live_state(pk: int, reader: User, at: datetime) -> tuple[int, str] | None:
    """Version and who is answering, in one query; None when it is not there for this reader."""
    found = list(
        Thread.objects.visible_to(reader)
        .filter(pk=pk)
        .order_by()
        .values_list("version", "answering__person_id", "answering__seen_at")
    )
    if not found:
        return None
    since = at - SEEN_FOR
    who = [p for _v, p, seen in found if p not in (None, reader.pk) and seen > since]
    return found[0][0], who_mark(who)


def _passages(text_ids: Collection[int]) -> dict[int, list[ShownPassage]]:
    grouped: dict[int, list[rows.Words]] = defaultdict(list)
    for row in rows.words_of(text_ids):
        grouped[row.text_id].append(row)
    shown: dict[int, list[ShownPassage]] = defaultdict(list)
    shown.update({pk: show_passages(found) for pk, found in grouped.items()})
    return shown


def _with_people(answers: list[Answer], thread: Thread) -> list[Answer]:
    """Who wrote and who withdrew them: each person once, and of them what a name and a face need."""
    ids = {pk for one in answers for pk in (one.author_id, one.withdrawn_by_id) if pk}
    people = {person.pk: person for person in rows.FACES.rows(ids)}
    for one in answers:
        one.thread, one.author = thread, people[one.author_id]
        if one.withdrawn_by_id is not None:
            one.withdrawn_by = people[one.withdrawn_by_id]
    return answers


def _answers(
    thread: Thread,
    answers: Sequence[Answer],
    passages: dict[int, list[ShownPassage]],
    reader: User,
    rights: ThreadRights,
) -> list[ShownAnswer]:
    """The accepted one first, then as they came; withdrawn ones keep their place."""
    ids = [answer.pk for answer in answers]
    helped: dict[int, set[int]] = defaultdict(set)
    for answer_id, person_id in rows.HELPED.rows([thread.pk]):
        helped[answer_id].add(person_id)
    comments = comments_of("answer", ids, reader, may_remove=rights.is_lead)
    may = f"{rights.can_accept}{rights.is_lead}{any(one.is_accepted for one in answers)}"
    shown = [
        ShownAnswer(
            answer=answer,
            passages=passages[answer.text_id],
            helped=len(helped[answer.pk]),
            helped_me=reader.pk in helped[answer.pk],
            comments=comments.get(answer.pk, ()),
            is_own=answer.author_id == reader.pk,
            may_change=answer.author_id == reader.pk or rights.is_lead,
            etag=_etag(answer, helped[answer.pk], comments.get(answer.pk, ()), may),
        )
        for answer in answers
    ]
    return sorted(shown, key=lambda one: not one.answer.is_accepted)


def _etag(answer: Answer, helped: set[int], comments: Sequence[ShownComment], rights: str) -> str:
    said = [(c.comment.pk, c.comment.edited_at, c.comment.removed_at, c.replies) for c in comments]
    stands = (answer.version, answer.is_accepted, answer.is_withdrawn)
    return f"{crc32(f'{stands}{sorted(helped)}{said}{rights}'.encode()):x}"


def _promise(thread: Thread, at: datetime) -> Promise | None:
    due = due_of(thread)
    if due is None:
        return None
    late = due < at
    start, end = (due, at) if late else (at, due)
    return Promise(
        due=due,
        by=by_when(due, at),
        is_late=late,
        is_first=thread.first_answered_at is None,
        minutes=company_calendar().minutes_between(start, end),
        path=_arc(thread.asked_at, due, at),
    )


def _arc(start: datetime, end: datetime, at: datetime) -> str:
    """What is left of the time from start to end."""
    whole = (end - start).total_seconds()
    left = (end - at).total_seconds()
    return arc(min(1.0, max(0.0, left / whole)) if whole > 0 else 0.0)


def _holding(thread: Thread, reader: User, at: datetime) -> Holding:
    if claims := rows.HELD.rows([thread.pk]):
        held = claims[0]
        held.thread = thread
        if held.offer is not None:
            held.offer.thread = thread
        is_mine = held.offer is not None and held.person_id == reader.pk
        return Holding(
            claim=held,
            until_words=by_when(held.holds_until, at),
            path=_arc(held.claimed_at, held.holds_until, at),
            why=why_you(held.offer) if is_mine and held.offer else "",
        )
    offers = rows.WAITING.rows([thread.pk])
    if not offers:
        return Holding()
    offer = offers[0]
    offer.thread = thread
    why = why_you(offer) if offer.person_id == reader.pk else ""
    return Holding(
        offer=offer,
        until_words=by_when(offer.expires_at, at),
        path=_arc(offer.offered_at, offer.expires_at, at),
        why=why,
    )


def _exchange(thread: Thread) -> list[ThreadEvent]:
    """What was asked back and what was said to it, and why it was reopened: part of the question."""
    return rows.EXCHANGE.rows([thread.pk])


def _lines(thread: Thread) -> dict[str, CustomerLine]:
    """What may be said to the customer now: the last of each kind."""
    return {line.kind: line for line in rows.LINES.rows([thread.pk])}


def _answering(thread: Thread, reader: User, at: datetime) -> list[User]:
    found = rows.ANSWERING.rows([thread.pk], [reader.pk], [at - SEEN_FOR])
    return [row.person for row in found]


def _near(thread: Thread, reader: User) -> list[Thread]:
    """Its original, its duplicates, what it was split from and into, as far as the reader may see."""
    ids = [pk for pk in (thread.duplicate_of_id, thread.split_from_id) if pk]
    return rows.NEAR.rows([thread.pk], ids, hidden_area_ids(reader))


def _article(thread: Thread, reader: User) -> Article | None:
    if thread.article_id is None:
        return None
    return Article.objects.visible_to(reader).filter(pk=thread.article_id).first()
