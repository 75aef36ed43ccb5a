"""All of one's entries as a file: comma-separated values, a workbook, or JSON.

What a cell holds is a value, never a formula: a workbook is told so, and in the text file, where a
spreadsheet guesses, such words get an apostrophe in front. Columns and codes stand in English in
every file, so that a program reads them whatever the language of the screen; areas are named in it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import get_language, override

from knowledge.contributions.queries.entries import ExportRow
from knowledge.ui.spreadsheets import new_workbook, safe

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase
    from xlsxwriter.worksheet import Worksheet

FORMATS: Final = ("csv", "xlsx", "json")
COLUMNS: Final = tuple(field.name for field in fields(ExportRow))
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_of(rows: Iterable[ExportRow], form: str, day: date) -> HttpResponseBase:
    """A download named after the day. Raises KeyError for a form that is none of FORMATS."""
    write = {"csv": _text, "xlsx": _workbook, "json": _document}[form]
    response = write(_in_language(rows, get_language()))
    response["Content-Disposition"] = f'attachment; filename="contributions-{day}.{form}"'
    return response


def _in_language(rows: Iterable[ExportRow], language: str | None) -> Iterator[ExportRow]:
    """Lines are written after the request, when its language is no longer in force."""
    source = iter(rows)
    while True:
        with override(language):
            row = next(source, None)
        if row is None:
            return
        yield row


class _Line:
    """What `csv.writer` writes to: it answers the line."""

    def write(self, value: str) -> str:
        return value


def _text(rows: Iterable[ExportRow]) -> HttpResponseBase:
    writer = csv.writer(_Line())

    def lines() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow(COLUMNS)
        for row in rows:
            yield writer.writerow([_plain(value) for value in asdict(row).values()])

    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return safe(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return value


def _document(rows: Iterable[ExportRow]) -> HttpResponseBase:
    """One object; entries one a line."""

    def lines() -> Iterator[str]:
        yield '{"entries": [\n'
        before = ""
        for row in rows:
            values = {name: _said(value) for name, value in asdict(row).items()}
            yield f"{before}{json.dumps(values, ensure_ascii=False)}"
            before = ",\n"
        yield "\n]}\n"

    return StreamingHttpResponse(lines(), content_type="application/json")


def _said(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def _workbook(rows: Iterable[ExportRow]) -> HttpResponseBase:
    target = BytesIO()
    book = new_workbook(target)
    sheet = book.add_worksheet("Entries")
    heading = book.add_format({"bold": True, "bottom": 1})
    formats: dict[type, Any] = {
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
    }
    sheet.set_column(0, len(COLUMNS) - 1, 14)
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(COLUMNS):
        sheet.write_string(0, column, name, heading)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(asdict(row).values()):
            _write(sheet, (number, column), value, formats)
    book.close()
    return HttpResponse(target.getvalue(), content_type=XLSX)


def _write(sheet: Worksheet, place: tuple[int, int], value: Any, formats: dict[type, Any]) -> None:
    if isinstance(value, datetime):
        local = timezone.make_naive(value)
        sheet.write_datetime(*place, local, formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, formats[date])
    elif isinstance(value, bool):
        sheet.write_boolean(*place, value)
    elif isinstance(value, str):
        sheet.write_string(*place, value)
    elif value is not None:
        sheet.write_number(*place, value)
