"""What a pair would do: real searches and their first results, before and after.

The searches are those of the whole company, so they are shown only as far as they tell nothing of
anybody: a wording that LEAST_PEOPLE different people typed, in words that are known to the viewer. A
word that only closed areas use would otherwise tell of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.db.models import Count, Max

from accounts.permissions import hidden_area_ids
from knowledge.search import analysis
from knowledge.search.asking import Filters
from knowledge.search.engine import Unreadable
from knowledge.search.models import SearchLog
from knowledge.search.presenting import Result
from knowledge.search.queries import SearchRequest, SearchResults, search
from knowledge.search.reader import reader
from knowledge.search.synonyms import leaving_out
from knowledge.search.vocabulary import Vocabulary

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from accounts.models import User
    from knowledge.search.models import Synonym
    from knowledge.search.synonym_entries import Entry

LEAST_PEOPLE: Final = 3
MOST_SEARCHES: Final = 5
SHOWN: Final = 5
COMPARED: Final = 10
"""Places of the other list in which a result is looked for before it counts as new, or gone."""

Key = tuple[str, int]

_LATEST_SEARCHES: Final = 20_000
_WORDINGS_READ: Final = 100
_SHORTEST_PART: Final = 3
_LONGEST_ENDING: Final = 3


@dataclass(frozen=True, slots=True)
class Placed:
    """A result and what becomes of it: "same", "new", "gone", "up" or "down" (from place `old`)."""

    title: SafeString
    url: str
    language: str
    fate: str
    old: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One search, as it is and as it would be."""

    words: str
    before: Sequence[Placed]
    after: Sequence[Placed]
    total_before: int
    total_after: int

    @property
    def changes(self) -> bool:
        """Whether anything differs among what is shown and counted."""
        moved = any(placed.fate != "same" for placed in (*self.before, *self.after))
        return moved or self.total_before != self.total_after


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Searches compared. `is_real`: people typed them; else they are the sides of the pair."""

    searches: Sequence[Compared]
    is_real: bool
    is_available: bool = True

    @property
    def changed(self) -> int:
        """How many of the searches would change."""
        return sum(compared.changes for compared in self.searches)


def effect_of(user: User, entry: Entry, *, instead_of: Synonym | None = None) -> Effect:
    """What keeping the entry would do (in the place of a row that is changed into it)."""
    real = _wordings(user, entry)
    searches = real or _sides(entry)
    return _compare(user, searches, entry, instead_of, is_real=bool(real))


def effect_of_removing(user: User, row: Synonym, entry: Entry) -> Effect:
    """What removing a row would do; `entry` is what it says."""
    real = _wordings(user, entry)
    return _compare(user, real or _sides(entry), None, row, is_real=bool(real))


def _sides(entry: Entry) -> list[str]:
    return [entry.words, entry.means] if entry.both_ways else [entry.words]


def _compare(
    user: User,
    searches: Sequence[str],
    entry: Entry | None,
    row: Synonym | None,
    *,
    is_real: bool,
) -> Effect:
    found = []
    for words in searches:
        request = SearchRequest(words=words, limit=COMPARED)
        trial = request
        if entry is not None and _reads(entry, words):
            trial = replace(request, extra_synonyms=(entry.typed,))
        before = search(user, request)
        with leaving_out(row.pk if row else 0):
            after = search(user, trial)
        if not (before.is_available and after.is_available):
            return Effect(searches=(), is_real=is_real, is_available=False)
        found.append(_compared(words, before, after))
    return Effect(searches=found, is_real=is_real)


def _reads(entry: Entry, words: str) -> bool:
    """Whether the pair has anything to say to a search with these words."""
    folded = analysis.words(words)
    language = analysis.detect_language(folded)
    return bool(Vocabulary([entry.pair]).expansions(folded, language))


def _compared(words: str, before: SearchResults, after: SearchResults) -> Compared:
    was, will_be = _places(before), _places(after)
    return Compared(
        words=words,
        before=[_was(place, will_be) for place in _listed(before)],
        after=[_will_be(place, was) for place in _listed(after)],
        total_before=before.total,
        total_after=after.total,
    )


def _key(result: Result) -> Key:
    return result.shown.kind, result.shown.object_id


def _places(found: SearchResults) -> dict[Key, int]:
    return {_key(result): place for place, result in enumerate(found.results, 1)}


def _listed(found: SearchResults) -> list[tuple[int, Result]]:
    return list(enumerate(found.results[:SHOWN], 1))


def _was(listed: tuple[int, Result], will_be: dict[Key, int]) -> Placed:
    _place, result = listed
    return _placed(result, "same" if _key(result) in will_be else "gone")


def _will_be(listed: tuple[int, Result], was: dict[Key, int]) -> Placed:
    place, result = listed
    old = was.get(_key(result), 0)
    if not old:
        return _placed(result, "new")
    moved = "same" if old == place else "up" if old > place else "down"
    return _placed(result, moved, old)


def _placed(result: Result, fate: str, old: int = 0) -> Placed:
    shown = result.shown
    return Placed(result.title, shown.url, shown.language, fate, old)


# Real searches


def _wordings(user: User, entry: Entry) -> list[str]:
    """The latest wordings of the company that the pair would read differently."""
    trial = Vocabulary([entry.pair])
    several = {row for side in _sides(entry) for row in _searched_by_several(side)}
    found: list[str] = []
    for _newest, folded, typed in sorted(several, reverse=True):
        words = analysis.words(folded)
        read = trial.expansions(words, analysis.detect_language(words))
        if read and _is_known_to(user, words, entry):
            found.append(typed)
        if len(found) == MOST_SEARCHES:
            break
    return found


def _searched_by_several(side: str) -> list[tuple[datetime, str, str]]:
    """Wordings among the latest searches: when last, folded, and as somebody typed them."""
    latest = SearchLog.objects.order_by("-at").values("pk")[:_LATEST_SEARCHES]
    rows = SearchLog.objects.filter(pk__in=latest).exclude(source=SearchLog.Source.API)
    for part in _parts(side):
        rows = rows.filter(folded_words__contains=part)
    grouped = (
        rows.order_by()
        .values("folded_words")
        .annotate(people=Count("person", distinct=True), typed=Max("words"), newest=Max("at"))
    )
    several = grouped.filter(people__gte=LEAST_PEOPLE).order_by("-newest", "folded_words")
    return list(several.values_list("newest", "folded_words", "typed")[:_WORDINGS_READ])


def _parts(side: str) -> list[str]:
    """What all forms of the side's words have in common: their beginnings."""
    telling = [w for w in analysis.words(side) if not analysis.is_stop_word(w, analysis.UNKNOWN)]
    return [word[: max(_SHORTEST_PART, len(word) - _LONGEST_ENDING)] for word in telling]


def _is_known_to(user: User, words: Sequence[str], entry: Entry) -> bool:
    """Whether a person from whom areas are hidden may be shown this wording of other people."""
    hidden = hidden_area_ids(user)
    if not hidden:
        return True
    typed = {word for side in entry.folded for word in side.split()}
    language = analysis.detect_language(words)
    telling = [word for word in words if not analysis.is_stop_word(word, language)]
    try:
        index = reader().generation()
        filters = Filters(hidden_areas=hidden)
        return all(word in typed or index.knows(word, filters) for word in telling)
    except (Unreadable, ValueError, OSError):
        return False
