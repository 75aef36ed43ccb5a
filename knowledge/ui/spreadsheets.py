"""Files and words that a spreadsheet opens."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from django.http import StreamingHttpResponse

from knowledge.late import Late

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from io import BytesIO

    import xlsxwriter
else:
    xlsxwriter = Late("xlsxwriter")

RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
"""A spreadsheet takes a cell that begins so for a formula."""


def safe(words: str) -> str:
    """Words that no spreadsheet calculates: those that it might get an apostrophe in front."""
    return f"'{words}" if words.startswith(RISKY) else words


def new_workbook(target: BytesIO) -> xlsxwriter.Workbook:
    """Written to `target` when it is closed; words in it are neither formulas nor links."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    return xlsxwriter.Workbook(target, options)


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
    return safe(cell) if isinstance(cell, str) else cell
