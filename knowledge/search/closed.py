"""Words that would tell somebody of an area that is closed to them.

Most words of searches are in no document, and say nothing of anybody. A word is closed when something
closed has it in any of its forms, and nothing open: documents, names of areas, pairs of words that mean
the same. Common words of a closed area's name stay open, because open documents have them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from tantivy import Query

from knowledge.areas.models import Area
from knowledge.search import analysis, schema
from knowledge.search.asking import Filters
from knowledge.search.clusters import stems_in
from knowledge.search.engine import Generation, Unreadable
from knowledge.search.models import Synonym
from knowledge.search.reader import reader

_FIELDS: Final = ("raw", *schema.TEXT_FIELDS)


def closed_wordings(hidden: frozenset[int], wordings: Collection[str]) -> frozenset[str]:
    """Those of the wordings with a word that only these areas, hidden from somebody, have.

    Two queries, and one or two of the index for each different word; none when nothing is hidden.
    While the index doesn't answer, all of them are closed.
    """
    if not hidden or not wordings:
        return frozenset()
    by_wording = {words: frozenset(analysis.words(words)) for words in wordings}
    names, open_names = _named(hidden)
    try:
        index = reader().generation()
        closed = {
            word
            for word in frozenset().union(*by_wording.values())
            if not _is_open(word, open_names, hidden, index)
            and (names.issuperset(stems_in([word])) or index.count(_having(word, index)))
        }
    except (Unreadable, ValueError, OSError):
        return frozenset(wordings)
    return frozenset(words for words, parts in by_wording.items() if closed & parts)


def _is_open(word: str, names: Collection[str], hidden: frozenset[int], index: Generation) -> bool:
    if any(analysis.is_stop_word(word, code) for code in analysis.LANGUAGES):
        return True
    if all(stem in names for stem in stems_in([word])):
        return True
    seen = index.matcher.within(_having(word, index), Filters(hidden_areas=hidden))
    return index.count(seen) > 0


def _having(word: str, index: Generation) -> Query:
    """Documents with the word in any of its forms. What was learned is no text of theirs."""
    forms = {word, *(analysis.stem(word, code) for code in analysis.LANGUAGES)}
    of = index.matcher.documents
    terms = [Query.term_query(of, field, form, "basic") for field in _FIELDS for form in forms]
    return Query.disjunction_max_query(terms)


def _named(hidden: frozenset[int]) -> tuple[frozenset[str], frozenset[str]]:
    """The stems in names of areas and in pairs: of the hidden ones, and of all others."""
    said: tuple[set[str], set[str]] = set(), set()
    for pk, name, name_fr in Area.objects.order_by().values_list("pk", "name", "name_fr"):
        said[pk not in hidden].update(_stems((name, name_fr)))
    pairs = Synonym.objects.order_by().values_list("area_id", "words", "means")
    for area, words, means in pairs:
        said[area not in hidden].update(_stems((words, means)))
    return frozenset(said[False]), frozenset(said[True])


def _stems(texts: Iterable[str]) -> Iterable[str]:
    return stems_in(word for text in texts for word in analysis.words(text or ""))
