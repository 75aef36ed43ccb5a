"""Reading very many rows: naming thousands of people in a query, and their dates as text."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import Final

from django.db.models import AutoField, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast

_FEW: Final = 50


def named(ids: Collection[int]) -> Collection[int] | RawSQL:
    """What to ask for in `person__in`: of many, their numbers are written into the statement.

    Binding a thousand values costs Django several milliseconds a query, more than the database
    needs to answer it.
    """
    if len(ids) <= _FEW:
        return ids
    return RawSQL(",".join(map(int.__repr__, ids)), ())  # noqa: S611 - whole numbers alone


def written(field: str) -> Cast:
    """A column of dates as text, to be read with `day_of`: thousands of rows share few days."""
    return Cast(field, TextField())


def whole_number(field: str) -> Cast:
    """A column of yes and no as 1 and 0, which no function of Django's goes through row by row."""
    return Cast(field, AutoField())


@lru_cache(maxsize=16_384)
def day_of(text: str) -> date:
    """The day that both databases write so."""
    return date.fromisoformat(text)
