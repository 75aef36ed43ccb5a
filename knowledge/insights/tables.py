"""Files that a spreadsheet reads."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date

from django.http import HttpResponse

from knowledge.ui.spreadsheets import safe

__all__ = ["csv_file", "safe"]


def csv_file(name: str, day: date, rows: Iterable[list[str | int]]) -> HttpResponse:
    """Comma-separated values in UTF-8 with its mark, as a download named after the day."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{day}.csv"'
    csv.writer(response).writerows(rows)
    return response
