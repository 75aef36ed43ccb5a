"""Files that a spreadsheet reads."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """What a csv writer writes, handed back."""

    def write(self, line: str) -> str:
        return line


def streamed_csv(name: str, day: date, rows: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """Comma-separated values in UTF-8 with its mark, as a download named after the day, line by line.

    Words that a spreadsheet would take for a formula begin with an apostrophe.
    """
    writer = csv.writer(_Echo())
    lines = (writer.writerow([_told(cell) for cell in row]) for row in rows)

    def body() -> Iterable[str]:
        yield "\ufeff"
        yield from lines

    response = StreamingHttpResponse(body(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    return response


def _told(cell: object) -> object:
    is_formula = isinstance(cell, str) and cell.startswith(FORMULA_SIGNS)
    return f"'{cell}" if is_formula else cell
