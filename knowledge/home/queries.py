"""What the home page shows a person, by what they are here for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from accounts.first_of import FirstOf
from accounts.models import User
from knowledge.areas.models import Area
from knowledge.areas.prepared import PreparedObjects
from knowledge.articles.models import Article, Draft, Suggestion, WritingRequest
from knowledge.articles.queries.requests import awaited_by, requests_for
from knowledge.articles.queries.waiting import (
    articles_to_verify,
    drafts_of,
    flags_for,
    news_for,
    suggestions_for,
    with_articles,
)
from knowledge.passages.models import Flag
from knowledge.replies.queries.copied import replies_of, with_passages
from knowledge.replies.queries.damage import by_damage
from knowledge.replies.queries.mine import to_ask
from knowledge.threads.models import State
from knowledge.threads.queries.lists import OWN_SHOWN, lines_of, own_open
from knowledge.threads.queries.routing import queue_of
from knowledge.threads.queries.signs import Sign, sign_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from knowledge.articles.queries.waiting import WaitingFlag
    from knowledge.replies.queries.copied import CopiedReply
    from knowledge.threads.queries.lists import ThreadLine
    from knowledge.threads.queries.routing import QueueLine

SHOWN = 5
QUEUED = 6
_SUGGESTIONS = FirstOf(suggestions_for, SHOWN)
_FLAGS = FirstOf(flags_for, SHOWN)
_DRAFTS = FirstOf(drafts_of, SHOWN)
_AWAITED = FirstOf(awaited_by, SHOWN)
_ASKED = FirstOf(requests_for, SHOWN)
_REQUESTS: PreparedObjects[WritingRequest] = PreparedObjects(
    lambda ids: WritingRequest.objects.for_list().filter(pk__in=ids)
)
_SUGGESTED: PreparedObjects[Suggestion] = PreparedObjects(
    lambda ids: Suggestion.objects.select_related("article", "author").filter(pk__in=ids)
)
_FLAGGED: PreparedObjects[Flag] = PreparedObjects(
    lambda ids: Flag.objects.select_related("raised_by").filter(pk__in=ids)
)
_DRAFTED: PreparedObjects[Draft] = PreparedObjects(
    lambda ids: Draft.objects.select_related("article").filter(pk__in=ids)
)


@dataclass(frozen=True, slots=True)
class OwnReplies:
    """One's own last replies, and how many of today's to ask about now."""

    lines: Sequence[CopiedReply]
    to_ask: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """What waits for somebody who writes."""

    to_verify: Sequence[Article]
    more_to_verify: int
    suggestions: Sequence[Suggestion]
    flags: Sequence[WaitingFlag]
    asked: Sequence[WritingRequest]
    drafts: Sequence[Draft]

    @property
    def is_empty(self) -> bool:
        waiting = self.to_verify or self.suggestions or self.flags or self.asked
        return not (waiting or self.drafts)


@dataclass(frozen=True, slots=True)
class Queued:
    """A question that waits for this person, and where it stands."""

    line: QueueLine
    sign: Sign


@dataclass(frozen=True, slots=True)
class QuestionQueue:
    """The first questions that wait for this person."""

    lines: Sequence[Queued]
    has_more: bool


@dataclass(frozen=True, slots=True)
class OwnQuestions:
    """What this person asked and is not solved; `turns` wait for a word of theirs."""

    lines: Sequence[ThreadLine]
    turns: int
    has_more: bool


@dataclass(frozen=True, slots=True)
class StaleArticle:
    """An article past its check that customers are still answered from."""

    article: Article
    replies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LedAreas:
    """A knowledge lead's areas in need."""

    names: Sequence[str]
    stale: Sequence[StaleArticle]
    overdue: int


@dataclass(frozen=True, slots=True)
class DueOfPerson:
    """A team member's articles past their check."""

    person: User
    articles: Sequence[Article]


@dataclass(frozen=True, slots=True)
class TeamDue:
    """A manager's team: whose articles are past their check, in the order of names."""

    people: Sequence[DueOfPerson]
    total: int


def news(person: User) -> list[Article]:
    """New to know today."""
    return news_for(person)


def recent_copies(person: User) -> OwnReplies:
    """One's own last replies, and how many of today's have no outcome yet once it has become quiet."""
    lines = with_passages(replies_of(person)[:SHOWN], person)
    return OwnReplies(lines, to_ask=to_ask(person) if lines else 0)


def awaited(person: User) -> list[WritingRequest]:
    """The articles that this person misses and waits for."""
    return _AWAITED.read(person, _REQUESTS)


def question_queue(person: User) -> QuestionQueue:
    """Whose customer waits first, then by what is promised. A constant number of queries."""
    now = timezone.now()
    lines = queue_of(person, now, most=QUEUED + 1)
    shown = [Queued(one, sign_of(one.thread, person, now)) for one in lines[:QUEUED]]
    return QuestionQueue(shown, has_more=len(lines) > QUEUED)


def own_questions(person: User) -> OwnQuestions:
    """Whose turn it is first; three queries at most."""
    now = timezone.now()
    found = own_open(person)
    lines = lines_of(found[:OWN_SHOWN], person, now) if found else []
    turns = sum(line.thread.state == State.NEEDS_INFO for line in lines)
    return OwnQuestions(lines, turns, has_more=len(found) > OWN_SHOWN)


def work_of(person: User) -> Queue:
    """What waits for this person: what most people miss first, then the oldest; twelve queries at most.

    Articles to check stand in the order of the damage they may do: uses × days since verified.
    """
    due = [row.article for row in by_damage(articles_to_verify(person), SHOWN + 20)]
    return Queue(
        to_verify=due[:SHOWN],
        more_to_verify=len(due[SHOWN:]),
        suggestions=_SUGGESTIONS.read(person, _SUGGESTED),
        flags=with_articles(_FLAGS.read(person, _FLAGGED), person),
        asked=_ASKED.read(person, _REQUESTS),
        drafts=_DRAFTS.read(person, _DRAFTED),
    )


def led_areas(person: User) -> LedAreas | None:
    """The areas this person owns and all below them; None for whoever leads none."""
    owned = [row.area for row in person.owned_areas.select_related("area")]
    if not owned:
        return None
    paths = [area.path for area in owned]
    inside = list(Area.objects.filter(_below("path", paths)).values_list("pk", flat=True))
    due = Article.objects.visible_to(person).due_for_check(timezone.localdate()).in_areas(inside)
    overdue = due.count()
    return LedAreas(
        names=[area.label for area in owned],
        stale=[StaleArticle(row.article, row.uses) for row in by_damage(due, SHOWN)],
        overdue=overdue,
    )


def team_due(person: User) -> TeamDue | None:
    """Articles past their check of everybody in the teams this person manages; None without a team."""
    paths = list(person.managed_teams.values_list("path", flat=True))
    if not paths:
        return None
    people = User.objects.active().filter(_below("team__path", paths)).exclude(pk=person.pk)
    due = Article.objects.visible_to(person).due_for_check(timezone.localdate())
    rows = due.filter(owner__in=people).order_by("owner__folded_name", "check_due_on").for_list()
    by_person: dict[int, list[Article]] = {}
    for article in rows:
        by_person.setdefault(article.owner_id, []).append(article)
    return TeamDue(
        people=[DueOfPerson(articles[0].owner, articles) for articles in by_person.values()],
        total=sum(len(articles) for articles in by_person.values()),
    )


def _below(field: str, paths: Iterable[str]) -> Q:
    """Rows whose path lies in one of these subtrees."""
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in paths))
