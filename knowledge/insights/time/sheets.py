"""Tables of figures as files: comma-separated values, and a workbook.

What a cell holds is a value, never a formula: words are written as words, and in the text file, where
a spreadsheet guesses, told apart by `tables.safe`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from io import BytesIO
from math import floor
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse

from knowledge.insights.tables import csv_file, safe
from knowledge.ui.spreadsheets import new_workbook

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Cell = str | int | Fraction | date | None
"""A fraction is a share of one; None is no data, an empty cell."""

FORMS: Final = ("csv", "xlsx")
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_NAME: Final = 31
_WIDEST: Final = 48
_STEPS: Final = 1_000
"""Shares are shown, and so written, to a tenth of a per cent."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table; its `name` is that of a sheet of the workbook."""

    name: str
    heading: Sequence[str]
    rows: Sequence[Sequence[Cell]] = field(default_factory=tuple)


def file_of(form: str, name: str, day: date, sheets: Sequence[Sheet]) -> HttpResponse:
    """In one of FORMS: a workbook holds all tables, the text file the first of them."""
    if form == "xlsx":
        return workbook_file(name, day, sheets)
    return text_file(name, day, sheets[0])


def text_file(name: str, day: date, sheet: Sheet) -> HttpResponse:
    """One table as comma-separated values; shares in per cent with one decimal."""
    rows = [[_plain(cell) for cell in row] for row in sheet.rows]
    return csv_file(name, day, [[safe(word) for word in sheet.heading], *rows])


def workbook_file(name: str, day: date, sheets: Iterable[Sheet]) -> HttpResponse:
    """All tables as a workbook, a sheet each, as a download named after the day."""
    response = HttpResponse(_workbook(sheets), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.xlsx"'
    return response


def shown_share(share: Fraction) -> Fraction:
    """As it is shown: rounded half up to a tenth of a per cent."""
    return Fraction(floor(share * _STEPS + Fraction(1, 2)), _STEPS)


def _plain(cell: Cell) -> str | int:
    if isinstance(cell, Fraction):
        tenths = int(shown_share(cell) * _STEPS)
        sign = "-" if tenths < 0 else ""
        return f"{sign}{abs(tenths) // 10}.{abs(tenths) % 10}"
    if isinstance(cell, date):
        return cell.isoformat()
    if cell is None:
        return ""
    return safe(cell) if isinstance(cell, str) else cell


def _workbook(sheets: Iterable[Sheet]) -> bytes:
    target = BytesIO()
    book = new_workbook(target)
    formats = {
        "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1}),
        "share": book.add_format({"num_format": "0.0%"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    names: set[str] = set()
    for sheet in sheets:
        name = _name(sheet.name, names)
        names.add(name.lower())
        _write(book.add_worksheet(name), sheet, formats)
    book.close()
    return target.getvalue()


def _name(words: str, taken: set[str]) -> str:
    """A name that a workbook takes: short, without some signs, its own."""
    plain = " ".join(words.translate(_FORBIDDEN).split())[:_LONGEST_NAME] or "1"
    name, number = plain, 2
    while name.lower() in taken:
        end = f" {number}"
        name, number = f"{plain[: _LONGEST_NAME - len(end)]}{end}", number + 1
    return name


def _write(page: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    for column, word in enumerate(sheet.heading):
        page.write_string(0, column, word, formats["heading"])
    for number, row in enumerate(sheet.rows, start=1):
        for column, cell in enumerate(row):
            _write_cell(page, (number, column), cell, formats)
    for column, word in enumerate(sheet.heading):
        cells = [str(row[column]) for row in sheet.rows if isinstance(row[column], str)]
        longest = max([10, *map(len, cells), *map(len, word.split())])
        page.set_column(column, column, min(longest + 1, _WIDEST))
    page.freeze_panes(1, 1)


def _write_cell(
    page: Worksheet, place: tuple[int, int], cell: Any, formats: dict[str, Format]
) -> None:
    if isinstance(cell, Fraction):
        page.write_number(*place, float(shown_share(cell)), formats["share"])
    elif isinstance(cell, date):
        page.write_datetime(*place, cell, formats["day"])
    elif isinstance(cell, str):
        page.write_string(*place, cell)
    elif cell is not None:
        page.write_number(*place, cell)
