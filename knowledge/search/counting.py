"""Counts of a search: good matches, in all and for each value of each filter.

The engine counts without Python's lock, so that the best are looked for meanwhile (`meanwhile`), unless
somebody waits for this process: a second thread then takes from the others more than it gives.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from knowledge.search.engine import FACETS
from knowledge.search.matching import TOLD_LEVELS

if TYPE_CHECKING:
    from tantivy import Query

    from knowledge.search.asking import Asked, Demand, Filters
    from knowledge.search.engine import Generation

R = TypeVar("R")


def _somebody_waits() -> bool:
    return False


def spare_those_who_wait(somebody_waits: Callable[[], bool]) -> None:
    """Ask this before a thread is made use of."""
    global _somebody_waits  # noqa: PLW0603 - set once, before a server forks
    _somebody_waits = somebody_waits


def meanwhile(find: Callable[[], R]) -> Callable[[], R]:
    """Begin what needs no database in another thread, and answer what gets its result. Where that
    thread is still busy by then, it is found in this one: many searches at once wait for no other.
    """
    if _somebody_waits():
        return find
    begun = _counter(os.getpid()).submit(find)
    return lambda: find() if begun.cancel() else begun.result()


@lru_cache(maxsize=1)
def _counter(_process: int) -> ThreadPoolExecutor:
    """One thread of this process: what was begun before a fork isn't used after it."""
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="counting")


def count(
    index: Generation, asked: Asked, filters: Filters, demand: Demand, with_facets: bool
) -> tuple[int, dict[str, dict[Any, int]]]:
    """Good matches in all, and those of each value of each filter, if that is asked for."""
    counts = facets(index, asked, filters, demand) if with_facets else {}
    return total_of(index, asked, filters, demand, counts), counts


def good(index: Generation, asked: Asked, filters: Filters, demand: Demand) -> Query:
    """The good matches; of a query of filters alone, all that they let through."""
    if not asked.words:
        return index.matcher.everything(filters)
    return index.matcher.answering(asked, filters, demand)


def facets(
    index: Generation, asked: Asked, filters: Filters, demand: Demand
) -> dict[str, dict[Any, int]]:
    """Counts of each field as if nothing were chosen in it, so that choices can be added."""
    return index.kept((asked, filters, demand), lambda: _count(index, asked, filters, demand))


def _count(
    index: Generation, asked: Asked, filters: Filters, demand: Demand
) -> dict[str, dict[Any, int]]:
    chosen = {
        "area": filters.areas,
        "topic": filters.topics,
        "kind": filters.kinds,
        "article_kind": filters.article_kinds,
        "language": filters.languages,
        "confidence": filters.confidences,
    }
    free = [name for name in FACETS if not chosen.get(name)]
    counts = index.facets(good(index, asked, filters, demand), free)
    for name, field_name in (
        ("area", "areas"),
        ("topic", "topics"),
        ("kind", "kinds"),
        ("article_kind", "article_kinds"),
        ("language", "languages"),
        ("confidence", "confidences"),
    ):
        if chosen[name]:
            freed = replace(filters, **{field_name: frozenset()})  # type: ignore[arg-type]
            counts |= index.facets(good(index, asked, freed, demand), [name])
    counts["told"] = {
        level: index.count(good(index, asked, replace(filters, told=level), demand))
        if _may_be_told(level, filters, counts)
        else 0
        for level in ("", "partner", "customer")
        if level != filters.told
    }
    counts["told"][filters.told] = total_of(index, asked, filters, demand, counts)
    return counts


def _may_be_told(level: str, filters: Filters, counts: dict[str, dict[Any, int]]) -> bool:
    """Whether it is worth counting: what is found by text that may be told is also found by all."""
    if filters.told or not level:
        return True
    return any(counts["audience"].get(audience) for audience in TOLD_LEVELS[level])


def total_of(
    index: Generation,
    asked: Asked,
    filters: Filters,
    demand: Demand,
    counts: dict[str, dict[Any, int]],
) -> int:
    """Good matches in all: each has one kind, so the counts of kinds add up to it."""
    if "kind" in counts and not filters.kinds:
        return sum(counts["kind"].values())
    return index.count(good(index, asked, filters, demand))
