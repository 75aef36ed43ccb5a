"""Querysets whose SQL is composed once: for reads that every search or page makes.

Composing a statement costs Django five to twenty times what it takes to run it by its indexes. Writing
it by hand would say a rule such as `visible_to` twice; here it is composed by that rule, with marks in
the place of numbers, and run with other numbers after that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

_SHAPES: Final = 256
_FIRST_MARK: Final = -(2**30)
"""Marks count down from here: no row has such a number."""

Row = tuple[Any, ...]
Compose = Callable[..., QuerySet[Any, Row]]


@dataclass(frozen=True, slots=True)
class _Statement:
    """`places` say for each parameter where its number stands among all, or its constant."""

    sql: str
    places: tuple[tuple[int | None, Any], ...]
    convert: Callable[[Iterable[Row]], Iterable[Row]]


class Prepared:
    """Rows of a `values_list` that `compose` makes of lists of numbers.

    What it composes may depend on how many numbers each list has, never on which they are, nor on
    anything else that changes, such as the time or the language.
    """

    def __init__(self, compose: Compose) -> None:
        self._compose = compose
        self._statement = lru_cache(maxsize=_SHAPES)(self._prepare)

    def rows(self, *lists: Collection[int], using: str = DEFAULT_DB_ALIAS) -> list[Row]:
        """As the queryset gives them for these lists; one query, none when it can have no row."""
        statement = self._statement(using, tuple(len(numbers) for numbers in lists))
        if statement is None:
            return []
        numbers = [*chain.from_iterable(lists)]
        asked = [
            constant if place is None else numbers[place] for place, constant in statement.places
        ]
        with connections[using].cursor() as cursor:
            cursor.execute(statement.sql, asked)
            return list(statement.convert(cursor.fetchall()))

    def _prepare(self, using: str, sizes: tuple[int, ...]) -> _Statement | None:
        marks = iter(range(_FIRST_MARK, _FIRST_MARK - sum(sizes), -1))
        lists = [[next(marks) for _ in range(size)] for size in sizes]
        compiler = self._compose(*lists).query.get_compiler(using)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        known = {mark: place for place, mark in enumerate(chain.from_iterable(lists))}
        places = tuple((known.get(value), value) for value in params)
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)

        def convert(rows: Iterable[Row]) -> Iterable[Row]:
            return map(tuple, compiler.apply_converters(rows, converters)) if converters else rows

        return _Statement(sql, places, convert)
