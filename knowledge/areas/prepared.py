"""Querysets whose SQL is composed once: for reads that every search or page makes.

Composing a statement costs Django five to twenty times what it takes to run it by its indexes. Writing
it by hand would say a rule such as `visible_to` twice; here it is composed by that rule, with marks in
the place of numbers, words and moments, and run with others after that.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import chain
from typing import Any, Final, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators

_SHAPES: Final = 256
_FIRST_MARK: Final = -(2**30)
"""Marks count down from here: no row has such a number."""
_FIRST_MOMENT: Final = datetime(1, 1, 2, tzinfo=UTC)
_FIRST_DAY: Final = date(1, 1, 2)
"""Marks count up from these: nothing is known of that time."""
_MARKED_WORD: Final = "\ue000"
"""Private use: no stored word has it."""

Row = tuple[Any, ...]
Compose = Callable[..., QuerySet[Any, Row]]
Value = int | str | date | datetime
Kind = TypeVar("Kind", bound=Model)
Result = TypeVar("Result")
Reading = Callable[[Iterable[Row]], Iterable[Result]]


@dataclass(frozen=True, slots=True)
class _Statement(Generic[Result]):
    """`places` say for each parameter where its value stands among all, or its constant."""

    sql: str
    places: tuple[tuple[int | None, Any], ...]
    read: Reading[Result]


class _Composed(Generic[Result]):
    """What `compose` makes of lists of numbers, of words, of moments, or of days.

    What it composes may depend on how many each list has, never on which they are, nor on anything else
    that changes, such as the time or the language.
    """

    def __init__(self, compose: Callable[..., QuerySet[Any, Any]]) -> None:
        self._compose = compose
        self._statement = lru_cache(maxsize=_SHAPES)(self._prepare)

    def rows(self, *lists: Collection[Value], using: str = DEFAULT_DB_ALIAS) -> list[Result]:
        """As the queryset gives them for these lists; one query, none when it can have no row."""
        shape = tuple([(len(values), type(next(iter(values), 0))) for values in lists])
        statement = self._statement(using, shape)
        if statement is None:
            return []
        connection = connections[using]
        given = [*chain.from_iterable(_adapted(values, connection.ops) for values in lists)]
        asked = [
            constant if place is None else given[place] for place, constant in statement.places
        ]
        with connection.cursor() as cursor:
            cursor.execute(statement.sql, asked)
            return list(statement.read(cursor.fetchall()))

    def _prepare(
        self, using: str, shape: tuple[tuple[int, type[Value]], ...]
    ) -> _Statement[Result] | None:
        first, lists = 0, []
        for size, kind in shape:
            lists.append([_mark(kind, number) for number in range(first, first + size)])
            first += size
        compiler = self._compose(*lists).query.get_compiler(using)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return None
        ops = connections[using].ops
        marks = chain.from_iterable(_adapted(marks, ops) for marks in lists)
        known = {mark: place for place, mark in enumerate(marks)}
        places = tuple((known.get(value), value) for value in params)
        return _Statement(sql, places, self._reading(compiler, using))

    @abstractmethod
    def _reading(self, compiler: Any, using: str) -> Reading[Result]:
        """How rows of the database become results."""


class Prepared(_Composed[Row]):
    """Rows of a `values_list`."""

    def _reading(self, compiler: Any, using: str) -> Reading[Row]:
        converted = _converted(compiler)
        if converted is None:
            return lambda rows: rows
        return lambda rows: map(tuple, converted(rows))


class PreparedObjects(_Composed[Kind]):
    """Rows of a model, with what `select_related` and `annotate` say, and nothing prefetched."""

    def _reading(self, compiler: Any, using: str) -> Reading[Kind]:
        """As Django's own ModelIterable makes them."""
        info, select = compiler.klass_info, compiler.select
        model, fields = info["model"], info["select_fields"]
        start, end = fields[0], fields[-1] + 1
        names = [column[0].target.attname for column in select[start:end]]
        populators = get_related_populators(info, select, using)  # type: ignore[call-arg]
        populate = [one.populate for one in populators]
        noted = tuple((compiler.annotation_col_map or {}).items())
        converted = _converted(compiler)

        def read(rows: Iterable[Row]) -> Iterable[Kind]:
            for row in converted(rows) if converted else rows:
                made = model.from_db(using, names, row[start:end])
                for fill in populate:
                    fill(row, made)
                for name, place in noted:
                    setattr(made, name, row[place])
                yield made

        return read


def filled(numbers: Collection[int]) -> list[int]:
    """The same numbers for a list of any length: the last one again and again up to a power of two, so
    that few statements are composed and kept."""
    known = list(numbers)
    return known + known[-1:] * ((1 << (len(known) - 1).bit_length()) - len(known))


def _converted(compiler: Any) -> Callable[[Iterable[Row]], Iterable[Any]] | None:
    """What the fields make of the database's values; None where they are taken as they come."""
    columns = [column for column, _sql, _alias in compiler.select]
    converters = compiler.get_converters(columns)
    if not converters:
        return None
    return lambda rows: compiler.apply_converters(rows, converters)


def _mark(kind: type[Value], number: int) -> Value:
    if kind is datetime:
        return _FIRST_MOMENT + timedelta(seconds=number)
    if kind is date:
        return _FIRST_DAY + timedelta(days=number)
    return f"{_MARKED_WORD}{number}" if kind is str else _FIRST_MARK - number


def _adapted(values: Collection[Value], ops: BaseDatabaseOperations) -> Collection[Any]:
    """As parameters of a statement hold them."""
    if isinstance(next(iter(values), 0), int | str):
        return values
    return [_adapted_day(value, ops) for value in values]


def _adapted_day(value: Value, ops: BaseDatabaseOperations) -> Any:
    if isinstance(value, datetime):
        return ops.adapt_datetimefield_value(value)
    return ops.adapt_datefield_value(value) if isinstance(value, date) else value
