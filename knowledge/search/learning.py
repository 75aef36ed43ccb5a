"""Words that led people to copy a passage make it easier to find for the next person.

A search whose person copied passage P teaches P the words of that search. Bounded, so that nobody
can game it: a person counts once for a passage and a set of words, their own articles teach nothing,
a wording counts from LEAST_PEOPLE different people on, at most MOST_WORDINGS of a passage, and the
field's weight is small and saturates (BM25). A wording with a word of a closed area teaches nothing
outside it: who guesses the word would find that people look for it. Forgotten: with the passage's
text (the log keeps a digest of what was copied), and with the log after SEARCH_LOG_DAYS.
`SEARCH_LEARNS=0` switches it off.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.utils import timezone

from accounts.permissions import hidden_area_ids
from knowledge.search import analysis, registry
from knowledge.search.closed import closed_wordings
from knowledge.search.models import SearchChange, SearchLog
from knowledge.search.registry import Document, PassageDocument

if TYPE_CHECKING:
    from datetime import datetime

LEAST_PEOPLE: Final = 3
"""Different people who searched with the same words and copied the same passage. Of two, each would find
out what the other typed, and two can agree on words."""

MOST_WORDINGS: Final = 20
LEAST_COPIERS: Final = 3
"""Different people who must have copied a passage before others are told that people did."""

RELEARN_SECONDS: Final = 30.0

COPIED_AFTER: Final = """
SELECT outcome_kind, outcome_id, outcome_passage, outcome_digest FROM search_searchlog
WHERE folded_words = %s AND outcome = 'copied' AND at >= %s AND outcome_digest <> ''
GROUP BY outcome_kind, outcome_id, outcome_passage, outcome_digest
HAVING COUNT(DISTINCT person_id) >= %s
ORDER BY COUNT(DISTINCT person_id) DESC, MAX(at) DESC
LIMIT %s
"""
"""Parameters: folded words, from when on, the fewest people, the most lines. The outcome stands there
as it does in the index: of words that thousands searched only the copies are read."""

_MOST_WORDS: Final = 12
_MOST_RELEARNED: Final = 500


@dataclass(frozen=True, slots=True)
class Lesson:
    """The words of a query, the digest of what was copied after it, and who did so."""

    words: str
    copied: str
    people: frozenset[int]


Lessons = dict[tuple[int, str], list[Lesson]]
"""(id, passage key) → what leads there."""


def digest(plain: str) -> str:
    """Stands for a passage's words: changes with any word, not with spaces, case or accents."""
    folded = " ".join(analysis.words(plain))
    return hashlib.sha256(folded.encode()).hexdigest()[:16]


def since() -> datetime:
    """From when on the log teaches."""
    return timezone.now() - timedelta(days=settings.SEARCH_LOG_DAYS)


def taught(documents: Iterable[Document]) -> list[Document]:
    """The documents with their uses, and with the words that led people to their passages.

    Two queries for each kind; three more where something was learned and areas are closed.
    """
    by_kind: dict[str, list[Document]] = defaultdict(list)
    for document in documents:
        by_kind[document.kind].append(document)
    return [done for kind, rows in by_kind.items() for done in _taught(kind, rows)]


def _taught(kind: str, documents: list[Document]) -> list[Document]:
    ids = [document.object_id for document in documents]
    uses = registry.uses_of(kind, ids)
    lessons = _lessons(kind, ids) if settings.SEARCH_LEARNS else {}
    open_ones = _open_to_readers(documents, lessons)
    return [_with(document, uses, open_ones) for document in documents]


def _open_to_readers(documents: Iterable[Document], lessons: Lessons) -> Lessons:
    """Those that tell none of a document's readers of an area that is closed to them."""
    closed = hidden_area_ids(AnonymousUser()) if lessons else frozenset()
    if not closed:
        return lessons
    words = {lesson.words for found in lessons.values() for lesson in found}
    hidden = {document.object_id: closed - frozenset(document.area_ids) for document in documents}
    withheld = {areas: closed_wordings(areas, words) for areas in set(hidden.values())}
    return {
        (number, key): [one for one in found if one.words not in withheld[hidden[number]]]
        for (number, key), found in lessons.items()
    }


def _with(document: Document, uses: dict[int, float], lessons: Lessons) -> Document:
    number = document.object_id
    if number in uses:
        document = replace(document, uses=uses[number])
    if not any((number, part.key) in lessons for part in document.passages):
        return document
    authors = frozenset(document.people_ids)
    passages = tuple(
        _with_words(part, lessons.get((number, part.key), ()), authors)
        for part in document.passages
    )
    return replace(document, passages=passages)


def _with_words(
    part: PassageDocument, lessons: Collection[Lesson], authors: frozenset[int]
) -> PassageDocument:
    """Only what was copied as it reads now, by enough people who did not write it."""
    if not lessons:
        return part
    now = digest(part.text)
    counted = (
        lesson.words
        for lesson in lessons
        if lesson.copied == now and len(lesson.people - authors) >= LEAST_PEOPLE
    )
    return replace(part, learned=tuple(counted)[:MOST_WORDINGS])


def _lessons(kind: str, ids: Collection[int]) -> Lessons:
    """What several people typed before they copied a passage; most people first."""
    rows = SearchLog.objects.filter(
        outcome=SearchLog.Outcome.COPIED,
        outcome_kind=kind,
        outcome_id__in=list(ids),
        at__gte=since(),
    ).exclude(outcome_digest="")
    people: dict[tuple[int, str, str, str], set[int]] = defaultdict(set)
    for number, passage, copied, words, person in rows.values_list(
        "outcome_id", "outcome_passage", "outcome_digest", "folded_words", "person_id"
    ):
        if number is not None:
            people[number, passage, " ".join(telling(words)), copied].add(person)
    found: dict[tuple[int, str], list[Lesson]] = defaultdict(list)
    for (number, passage, words, copied), who in sorted(
        people.items(), key=lambda item: (-len(item[1]), item[0])
    ):
        if words and len(who) >= LEAST_PEOPLE:
            found[number, passage].append(Lesson(words, copied, frozenset(who)))
    return dict(found)


def telling(words: str) -> tuple[str, ...]:
    """The words of a query that say something, sorted: the same for the same words in any order."""
    folded = analysis.words(words)
    language = analysis.detect_language(folded)
    kept = {word for word in folded if not analysis.is_stop_word(word, language)}
    return tuple(sorted(kept))[:_MOST_WORDS]


def copied_after(folded: str, limit: int) -> list[tuple[str, int, str, str]]:
    """What at least LEAST_COPIERS different people copied after searching for the same words.

    (kind, id, passage key, digest of what they copied), most people first. Whether a person may
    see it, and whether it still reads so, is for the caller to find out. Asked with every search:
    written out it costs 0.1 ms, put together by the query builder 1.6.
    """
    if not settings.SEARCH_LEARNS or not folded:
        return []
    asked = [folded, connection.ops.adapt_datetimefield_value(since())]
    with connection.cursor() as cursor:
        cursor.execute(COPIED_AFTER, [*asked, LEAST_COPIERS, limit])
        return list(cursor.fetchall())


class Relearning:
    """A job of the worker: documents copied from since its last look are indexed anew.

    It begins at the process's start; what was copied before is in the index since its last rebuild,
    or is learned with the next copy.
    """

    def __init__(self) -> None:
        self._looked_at = timezone.now()

    def __call__(self) -> None:
        now = timezone.now()
        rows = SearchLog.objects.filter(
            outcome=SearchLog.Outcome.COPIED, outcome_at__gte=self._looked_at
        )
        found = set(rows.values_list("outcome_kind", "outcome_id")[:_MOST_RELEARNED])
        self._looked_at = now
        SearchChange.objects.bulk_create(
            SearchChange(kind=kind, object_id=number) for kind, number in found if number
        )
