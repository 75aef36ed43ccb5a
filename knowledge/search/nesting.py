"""Queries that ask about a hundred documents without reading about all of them.

The engine reads a union in windows of 4,096 documents: every posting in a window is read and scored,
even when only a few documents are asked about. One term beside what is required is only looked up in
the blocks of those few. So frequent terms stand alone, each beside every document, and rare ones are
united, because reading them whole costs less than looking them up. Costs what the documents asked
about cost, however many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Final

import tantivy
from tantivy import Occur, Query

WORTH_READING: Final = 50
"""Postings that are read in the time that it takes to look up one document."""

OFTEN: Final = 1 << 40
"""Stands for how many documents match, when that isn't known."""

_EVERY: Final = (Occur.Must, Query.const_score_query(Query.all_query(), 0.0))
_MOST_PAIRED: Final = 5
"""Queries whose pairs are looked for in less time than the engine counts how many match."""

Optional = tuple[int, Query]
"""How many documents a query may match, and the query."""


def chosen(of: tantivy.Schema, refs: Sequence[int], score: float = 1.0) -> Query:
    """These documents, each with this score. For a hundred of them six times faster than a term
    set."""
    each = [(Occur.Should, Query.term_query(of, "ref", ref, "basic")) for ref in refs]
    return Query.const_score_query(Query.boolean_query(each), score)


def beside(these: Query, count: int, optional: Iterable[Optional]) -> Query:
    """These documents, so many, with what each of the optional queries adds to their scores."""
    few = count * WORTH_READING
    found = [clause for clause in optional if clause[0]]
    looked_up = [
        Query.boolean_query([_EVERY, (Occur.Should, q)]) for matches, q in found if matches > few
    ]
    read = [(Occur.Should, query) for matches, query in found if matches <= few]
    required = [(Occur.Must, query) for query in (these, *looked_up)]
    return Query.boolean_query([*required, *read])


def any_beside(these: Query, count: int, wanted: Iterable[Optional]) -> Query:
    """Those of these documents, so many, that match any of the wanted queries, with their scores.

    For what costs little to check for a document and much to search for, as words in a row do.
    """
    few = count * WORTH_READING
    found = [clause for clause in wanted if clause[0]]
    read = [query for matches, query in found if matches <= few]
    checked = [query for matches, query in found if matches > few]
    together = [any_of(read), *checked] if read else checked
    both = [Query.boolean_query([(Occur.Must, these), (Occur.Must, q)]) for q in together]
    return any_of(both)


def any_of(queries: Sequence[Query]) -> Query:
    """What matches one of them; of none, nothing."""
    if not queries:
        return Query.empty_query()
    if len(queries) == 1:
        return queries[0]
    return Query.boolean_query([(Occur.Should, query) for query in queries])


def at_least(least: int, queries: Sequence[Query]) -> Query:
    """What matches so many of them, scores aside. Two of a few are asked for as any pair: two lists
    that are read side by side skip what stands in one alone."""
    if least == 2 and len(queries) <= _MOST_PAIRED:  # noqa: PLR2004
        pairs = combinations(queries, 2)
        return any_of([Query.boolean_query([(Occur.Must, q) for q in pair]) for pair in pairs])
    clauses = [(Occur.Should, query) for query in queries]
    return Query.boolean_query(clauses, minimum_number_should_match=least)
