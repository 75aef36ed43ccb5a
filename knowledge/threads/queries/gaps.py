"""Who looked for something in vain or asked the same, and whether a new answer or article is it.

What is told of it is told to that person alone: their own words come back to them, and to nobody else.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from knowledge.articles.models import WritingRequest
from knowledge.search import analysis, registry
from knowledge.search.asking import ANSWER_SHARE
from knowledge.search.clusters import plain_words, stems_in, stems_of
from knowledge.search.engine import Unreadable
from knowledge.search.failures import searches_between
from knowledge.search.models import SearchChange
from knowledge.search.queries import SearchRequest, search
from knowledge.search.reader import reader
from knowledge.threads.models import WAITING, Thread

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from knowledge.search.registry import Document

REMEMBERED: Final = timedelta(days=30)
ON_TOP: Final = 3
"""A gap is filled when a good match stands among so many first results of the same words."""

WORDINGS_EACH: Final = 5
"""Of one person, the latest different ones that a new answer is compared with."""

_WORDS_SHOWN: Final = 120
_WEEK: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """What one person looked for, or asked, in vain."""

    person_id: int
    words: str
    at: datetime
    was_asked: bool = False


def missed_since(since: datetime, until: datetime) -> dict[int, tuple[Missed, ...]]:
    """By person, what they missed, the latest first, each wording once.

    Four queries; the log of searches is streamed (1 s for 100,000 rows).
    """
    found: dict[int, dict[tuple[str, ...], Missed]] = defaultdict(dict)
    every = [*_searched(since, until), *_asked(since), *_requested(since)]
    for missed in sorted(every, key=lambda one: one.at, reverse=True):
        mine = found[missed.person_id]
        if len(mine) < WORDINGS_EACH:
            mine.setdefault(_stems(missed.words), missed)
    return {person: tuple(mine.values()) for person, mine in found.items()}


def _searched(since: datetime, until: datetime) -> Iterator[Missed]:
    for one in searches_between(since, until):
        words = plain_words(one.words) if one.is_failed else ""
        if words:
            yield Missed(person_id=one.person_id, words=words, at=one.at)


def _asked(since: datetime) -> Iterator[Missed]:
    rows = Thread.objects.filter(asked_at__gte=since, state__in=WAITING).order_by()
    for person, words, at in rows.values_list("asker_id", "title", "asked_at"):
        yield Missed(person_id=person, words=words, at=at, was_asked=True)


def _requested(since: datetime) -> Iterator[Missed]:
    rows = WritingRequest.people.through.objects.filter(
        writingrequest__created_at__gte=since, writingrequest__closed_at=None
    ).order_by()
    facts = rows.values_list("user_id", "writingrequest__words", "writingrequest__created_at")
    for person, words, at in facts:
        yield Missed(person_id=person, words=words, at=at, was_asked=True)


@lru_cache(maxsize=20_000)
def _stems(words: str) -> tuple[str, ...]:
    return stems_of(words)


# Whether it is there now


def document_of(kind: str, number: int) -> Document | None:
    """As it is indexed; None when it is found no more."""
    known = registry.kinds().get(kind)
    return next(iter(known.load([number])), None) if known else None


def is_indexed(kind: str, number: int) -> bool:
    """Whether this node's index has followed the document's last change."""
    try:
        state = reader().generation().state()
    except (Unreadable, ValueError, OSError):
        return False
    changes = SearchChange.objects.filter(kind=kind, object_id=number).order_by("-pk")
    latest = changes.values_list("pk", flat=True).first() or 0
    holes = state.get("holes", [])
    return latest <= state.get("last", 0) and not any(a <= latest <= b for a, b, _x in holes)


def likely(document: Document, missed: Mapping[int, Sequence[Missed]]) -> dict[int, list[Missed]]:
    """By person, the wordings of which the document has enough words to be a good match: a search for
    each of the others would find it in vain. Its own people know of it.
    """
    stems = set(stems_in(_words_of(document)))
    found: dict[int, list[Missed]] = {}
    for person, wordings in missed.items():
        near = [one for one in wordings if _share(one.words, stems) >= ANSWER_SHARE]
        if near and person not in document.people_ids:
            found[person] = near
    return found


def _words_of(document: Document) -> set[str]:
    texts = [document.title, document.short_answer, *document.questions, *document.topics]
    texts += [text for part in document.passages for text in (part.heading, part.text)]
    return {word for text in texts for word in analysis.words(text)}


def _share(words: str, stems: set[str]) -> float:
    asked = _stems(words)
    return sum(stem in stems for stem in asked) / len(asked) if asked else 0.0


def filled_for(person: User, document: Document, near: Sequence[Missed]) -> Missed | None:
    """The wording for which this person finds the document on top now; None when there is none.

    It is searched as that person, with the rights they have at this moment.
    """
    for one in near:
        found = search(person, SearchRequest(words=one.words, limit=ON_TOP)).answers
        if any(_is(result.shown, document) for result in found[:ON_TOP]):
            return one
    return None


def _is(shown: registry.Presentation, document: Document) -> bool:
    return (shown.kind, shown.object_id) == (document.kind, document.object_id)


def in_words(missed: Missed, person: User) -> str:
    """“You looked for … on Tuesday”, by the person's own calendar; in the active language."""
    zone = ZoneInfo(person.time_zone)
    day, today = (timezone.localtime(at, zone).date() for at in (missed.at, timezone.now()))
    shown = missed.words[:_WORDS_SHOWN]
    facts = {"words": shown, "weekday": date_format(day, "l"), "date": date_format(day, "j F")}
    age = (today - day).days
    if missed.was_asked:
        if age == 0:
            return _("You asked “%(words)s” today.") % facts
        if age < _WEEK:
            return _("You asked “%(words)s” on %(weekday)s.") % facts
        return _("You asked “%(words)s” on %(date)s.") % facts
    if age == 0:
        return _("You looked for “%(words)s” today.") % facts
    if age < _WEEK:
        return _("You looked for “%(words)s” on %(weekday)s.") % facts
    return _("You looked for “%(words)s” on %(date)s.") % facts
