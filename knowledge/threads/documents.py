"""Threads as search knows them: what is indexed, and what a reader is shown of a hit.

A thread is one document: its question and the answers that stand, the accepted one first. A duplicate is
found by its original, which is asked for in its words too; what was closed without an answer, or because
it must not be answered here, is not found at all. Solved counts as validated, answered as not yet.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import DEFAULT_DB_ALIAS
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from accounts.models import User
from knowledge.areas.models import Area
from knowledge.articles.models import Confidence
from knowledge.passages.models import AudienceChoices, Passage
from knowledge.search.registry import Document, PassageDocument, PassageView, Presentation
from knowledge.threads.models import Answer, CloseReason, State, Thread, ThreadEvent
from knowledge.ui.addresses import ANY_NUMBER, address_around, address_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from knowledge.threads.models import ThreadQuerySet

COPY_ROUTE: Final = "replies:copy"
MOST_ALIKE: Final = 20
"""Duplicates whose words an original is found by."""

_PERSON: Final = ("id", "display_name", "slug", "avatar")
_CONFIDENCE: Final = {
    State.SOLVED: Confidence.VALIDATED.value,
    State.ANSWERED: Confidence.NOT_VALIDATED.value,
    State.CLOSED: Confidence.NOT_VALIDATED.value,
}


class _Row(NamedTuple):
    """The columns of a thread that are indexed or shown."""

    id: int
    title: str
    customer_words: str
    failed_query: str
    language: str
    state: str
    asked_at: datetime
    updated_at: datetime
    solved_at: datetime | None
    text_id: int
    area_id: int
    area__path: str
    asker__id: int
    asker__display_name: str
    asker__slug: str
    asker__avatar: str


class _Answer(NamedTuple):
    """The columns of an answer, its author's last."""

    thread_id: int
    id: int
    text_id: int
    accepted_at: datetime | None
    author__id: int
    author__display_name: str
    author__slug: str
    author__avatar: str


class _Passage(NamedTuple):
    """The columns of a passage, or what the asker added when asked for more."""

    text_id: int
    key: str
    audience: str
    kind: str
    heading: str
    plain: str


def found_by_search() -> ThreadQuerySet:
    """Every thread that has a document."""
    standing = Answer.objects.filter(thread=OuterRef("pk"), withdrawn_at=None)
    return Thread.objects.exclude(state=State.DUPLICATE).filter(
        ~Q(state=State.CLOSED) | (Q(Exists(standing)) & ~Q(close_reason=CloseReason.SENSITIVE))
    )


class ThreadDocuments:
    """The kind "thread". Every method costs the same number of queries whatever it is asked."""

    name = "thread"

    def load(self, ids: Collection[int]) -> Iterable[Document]:
        rows = _rows(found_by_search().filter(pk__in=list(ids)))
        around = _Around(rows)
        alike = _alike(rows, around)
        return [_document(row, around, alike[row.id]) for row in rows]

    def all_ids(self, after_id: int, limit: int) -> Sequence[int]:
        rows = found_by_search().filter(pk__gt=after_id).order_by("pk")
        return list(rows.values_list("pk", flat=True)[:limit])

    def present(self, ids: Collection[int], user: User) -> Mapping[int, Presentation]:
        visible = Thread.objects.visible_to(user).filter(pk__in=list(ids))
        rows = _rows(visible.filter(pk__in=found_by_search().order_by().values("pk")))
        around = _Around(rows)
        areas = Area.objects.in_bulk({pk for row in rows for pk, _path in around.areas_of(row)})
        copy = address_of(COPY_ROUTE)
        return {row.id: _presentation(row, around, areas, copy) for row in rows}


THREADS = ThreadDocuments()


def _rows(found: ThreadQuerySet) -> list[_Row]:
    return [_Row._make(row) for row in found.order_by("pk").values_list(*_Row._fields)]


class _Around:
    """What belongs to these threads: areas, standing answers, passages and what was added, in four
    queries."""

    def __init__(self, rows: Sequence[_Row]) -> None:
        ids = [row.id for row in rows]
        self._joined: dict[int, list[tuple[int, str]]] = defaultdict(list)
        joined = Thread.joined_areas.through.objects.filter(thread_id__in=ids).order_by("pk")
        for thread, area, path in joined.values_list("thread_id", "area_id", "area__path"):
            self._joined[thread].append((area, path))
        self.answers: dict[int, list[_Answer]] = defaultdict(list)
        standing = Answer.objects.filter(thread__in=ids, withdrawn_at=None)
        for values in standing.order_by("created_at", "id").values_list(*_Answer._fields):
            answer = _Answer._make(values)
            self.answers[answer.thread_id].append(answer)
        for found in self.answers.values():
            found.sort(key=lambda answer: answer.accepted_at is None)
        texts = [row.text_id for row in rows]
        texts += [answer.text_id for found in self.answers.values() for answer in found]
        self._passages: dict[int, list[_Passage]] = defaultdict(list)
        parts = Passage.objects.filter(text__in=texts).order_by("text_id", "position")
        for values in parts.values_list(*_Passage._fields):
            part = _Passage._make(values)
            self._passages[part.text_id].append(part)
        self._added: dict[int, list[_Passage]] = defaultdict(list)
        added = ThreadEvent.objects.filter(thread__in=ids, verb=ThreadEvent.Verb.GAVE_INFO)
        for thread, event, word in added.order_by("pk").values_list("thread_id", "pk", "word"):
            inside = AudienceChoices.INTERNAL.value
            self._added[thread].append(_Passage(0, f"info-{event}", inside, "body", "", word))

    def areas_of(self, row: _Row) -> list[tuple[int, str]]:
        """(id, path) of the thread's own area and of those that joined."""
        return [(row.area_id, row.area__path), *self._joined[row.id]]

    def passages_of(self, row: _Row) -> list[tuple[_Passage, int]]:
        """Each with its answer's id, 0 for the question: the accepted answer, question, the others."""
        parts = [
            (part, answer.id)
            for answer in self.answers[row.id]
            for part in self._passages[answer.text_id]
        ]
        asked = [(part, 0) for part in (*self._passages[row.text_id], *self._added[row.id])]
        accepted = [pair for pair in parts if self._is_accepted(row, pair[1])]
        others = [pair for pair in parts if not self._is_accepted(row, pair[1])]
        return [*accepted, *asked, *others]

    def _is_accepted(self, row: _Row, answer: int) -> bool:
        first = self.answers[row.id][0]
        return first.id == answer and first.accepted_at is not None


# Indexing


def _alike(rows: Sequence[_Row], around: _Around) -> dict[int, list[str]]:
    """What was asked in the duplicates of each; never in words of an area that one who reads the
    original may not know: a duplicate's areas have to stand above the original's, or be the same.
    """
    found: dict[int, list[str]] = defaultdict(list)
    known = {
        row.id: {pk for _pk, path in around.areas_of(row) for pk in _lineage(path)} for row in rows
    }
    pointing = Thread.objects.filter(duplicate_of__in=list(known)).prefetch_related("joined_areas")
    counts: dict[int, int] = defaultdict(int)
    for row in pointing.order_by("-asked_at", "-pk"):
        original = row.duplicate_of_id or 0
        areas = {row.area_id, *(area.pk for area in row.joined_areas.all())}
        if areas <= known[original] and counts[original] < MOST_ALIKE:
            counts[original] += 1
            found[original] += [row.title, row.customer_words, row.failed_query]
    return found


def _document(row: _Row, around: _Around, alike: Sequence[str]) -> Document:
    areas, answers = around.areas_of(row), around.answers[row.id]
    asked = [row.customer_words, row.failed_query, *alike]
    return Document(
        kind="thread",
        object_id=row.id,
        title=row.title,
        questions=tuple(dict.fromkeys(words for words in asked if words and words != row.title)),
        passages=tuple(
            PassageDocument(
                key=part.key, heading=part.heading, text=part.plain, audience=part.audience
            )
            for part, _answer in around.passages_of(row)
        ),
        area_ids=frozenset(pk for _pk, path in areas for pk in _lineage(path)),
        closing_area_ids=tuple(pk for pk, _path in areas),
        people_ids=tuple(dict.fromkeys((row.asker__id, *(a.author__id for a in answers)))),
        language=row.language,
        confidence=_confidence(row),
        published_at=row.asked_at,
        verified_at=row.solved_at,
        changed_at=row.updated_at,
    )


def _confidence(row: _Row) -> str:
    return _CONFIDENCE.get(State(row.state), Confidence.WORK_IN_PROGRESS.value)


@lru_cache(maxsize=1_000)
def _lineage(path: str) -> tuple[int, ...]:
    return Area(path=path).lineage


# Showing


def _presentation(row: _Row, around: _Around, areas: Mapping[int, Area], copy: str) -> Presentation:
    url = address_around("threads:detail", ANY_NUMBER)(row.id)
    return Presentation(
        kind="thread",
        object_id=row.id,
        kind_label=_("Question"),
        title=row.title,
        url=url,
        language=row.language,
        confidence=_confidence(row),
        author=_author(row, around.answers[row.id]),
        areas=[areas[pk] for pk, _path in around.areas_of(row)],
        verified_at=row.solved_at,
        updated_at=row.updated_at,
        passages={
            part.key: _view(part, answer, url, copy) for part, answer in around.passages_of(row)
        },
    )


def _view(part: _Passage, answer: int, url: str, copy: str) -> PassageView:
    """Only what was answered goes to a customer, never what was asked."""
    may_copy = bool(answer) and part.audience == AudienceChoices.CUSTOMER
    return PassageView(
        key=part.key,
        heading=part.heading,
        plain=part.plain,
        audience=part.audience,
        kind=part.kind,
        url=f"{url}#answer-{answer}" if answer else url,
        copy_url=f"{copy}?answer={answer}&passage={part.key}" if may_copy else "",
    )


def _author(row: _Row, answers: Sequence[_Answer]) -> User:
    """Who wrote the accepted answer, else who asked: as much of them as a face and a name need."""
    values: tuple[Any, ...] = row[-len(_PERSON) :]
    if answers and answers[0].accepted_at is not None:
        values = answers[0][-len(_PERSON) :]
    return User.from_db(DEFAULT_DB_ALIAS, _PERSON, values)
