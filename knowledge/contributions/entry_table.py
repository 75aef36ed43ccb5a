"""CSV: contributions in a table, one a line, as a planning or ticketing system writes them.

The first line names the columns, in any order: email, day, minutes, kind, and as wanted area, url,
label, note, id. Fields are separated by semicolons, commas or tabs. Nothing is guessed of a line
that is not understood.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from accounts.leave.periods import Unreadable, Wrong, digest_of
from accounts.leave.tables import text_of
from knowledge.areas.folding import fold
from knowledge.contributions.durations import WrongDuration, read_minutes
from knowledge.contributions.models import Kind
from knowledge.contributions.quick_words import KINDS

MOST_LINES: Final = 2_000
"""They are kept in one transaction, in which nobody else writes on SQLite."""
MOST_WRONG: Final = 100
LONGEST_ID: Final = 200
COLUMNS: Final = ("email", "day", "minutes", "kind", "area", "url", "label", "note", "id")
NEEDED: Final = COLUMNS[:4]
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_EUROPEAN = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


@dataclass(frozen=True, slots=True)
class Row:
    """A contribution of somebody; `external_id` is the same whenever the file is read again."""

    line: int
    email: str
    day: date
    minutes: int
    kind: Kind
    area: str
    url: str
    label: str
    note: str
    external_id: str


def read_entry_table(data: bytes) -> list[Row]:
    """The lines in order. Raises Unreadable with every wrong one, the first hundred of them."""
    rows: dict[tuple[str, str], Row] = {}
    wrongs: list[Wrong] = []
    for line, cells in _records(text_of(data)):
        try:
            _keep(rows, _row(line, cells))
        except ValueError as error:
            wrongs.append(Wrong(line, str(error)))
            if len(wrongs) == MOST_WRONG:
                break
    if wrongs:
        raise Unreadable(wrongs)
    return list(rows.values())


def _records(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line that says something, by its columns. Raises Unreadable for the whole."""
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    columns: list[str] | None = None
    begins = 1
    try:
        for record in reader:
            line, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in record):
                continue
            if columns is None:
                columns = _columns(line, record)
                continue
            if line > MOST_LINES:
                raise Unreadable([Wrong(line, _("This file has too many lines. Split it."))])
            yield (
                line,
                {name: cell.strip() for name, cell in zip(columns, record, strict=False) if name},
            )
    except csv.Error as error:
        said = _("A quotation mark is open or out of place here.")
        raise Unreadable([Wrong(begins, said)]) from error
    if columns is None:
        raise Unreadable([Wrong(0, _("This file is empty."))])


def _columns(line: int, record: list[str]) -> list[str]:
    """Columns by their names, "" for those that are passed over. Raises Unreadable."""
    found = [fold(name).replace("-", "") for name in record]
    columns = [name if name in COLUMNS else "" for name in found]
    for name in COLUMNS:
        if columns.count(name) > 1:
            said = _("Two columns are called “%(name)s”. Take one away.")
            raise Unreadable([Wrong(line, said % {"name": name})])
    for name in NEEDED:
        if name not in columns:
            said = _("No column is called “%(name)s”. The first line names the columns.")
            raise Unreadable([Wrong(line, said % {"name": name})])
    return columns


def _keep(rows: dict[tuple[str, str], Row], row: Row) -> None:
    """Raises ValueError in words."""
    before = rows.setdefault((row.email, row.external_id), row)
    if before is not row:
        said = _("Line %(line)s has the same id, or says the same. Give each its own id.")
        raise ValueError(said % {"line": before.line})


def _row(line: int, cells: dict[str, str]) -> Row:
    """Raises ValueError in words."""
    named = cells.get("id", "")
    if len(named) > LONGEST_ID:
        raise ValueError(_("This id is longer than 200 letters."))
    said = [cells.get(name, "") for name in COLUMNS[1:-1]]
    return Row(
        line=line,
        email=cells.get("email", "").lower(),
        day=_day(cells.get("day", "")),
        minutes=_minutes(cells.get("minutes", "")),
        kind=_kind(cells.get("kind", "")),
        area=cells.get("area", ""),
        url=cells.get("url", ""),
        label=cells.get("label", ""),
        note=cells.get("note", ""),
        external_id=named or digest_of(said),
    )


def _day(text: str) -> date:
    """2026-12-21, or 21/12/2026: the day comes first."""
    iso, european = _ISO.fullmatch(text), _EUROPEAN.fullmatch(text)
    parts = iso.groups() if iso else european.groups()[::-1] if european else ()
    try:
        return date(*(int(part) for part in parts))
    except (ValueError, TypeError) as error:
        said = _("“%(text)s” is not a day. Write 2026-12-21 or 21/12/2026.")
        raise ValueError(said % {"text": text[:40]}) from error


def _minutes(text: str) -> int:
    try:
        return read_minutes(text)
    except WrongDuration as error:
        said = _("“%(text)s” is no duration. Write 90 or 1 h 30.")
        raise ValueError(said % {"text": text[:40]}) from error


def _kind(text: str) -> Kind:
    """By its code, or by a word for it in English or French."""
    if text in Kind.values:
        return Kind(text)
    phrase = tuple(re.findall(r"[a-z0-9]+", fold(text)))
    if phrase in KINDS:
        return KINDS[phrase]
    said = _("“%(text)s” is no kind. Write one of these: %(kinds)s.")
    raise ValueError(said % {"text": text[:40], "kinds": ", ".join(Kind.values)})
