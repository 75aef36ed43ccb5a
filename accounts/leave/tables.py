"""CSV: days away in a table, one period a line, as spreadsheets and HR systems write it.

The first line names the columns, in English or French, in any order. Fields are separated by
semicolons, commas or tabs; the text is UTF-8, UTF-16 with its mark, or the Western alphabet of
Windows. Nothing is guessed of a line that is not understood.
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

from accounts.leave.periods import (
    MOST_DAYS_AWAY,
    NOTE_LETTERS,
    Found,
    Unreadable,
    Wrong,
    digest_of,
)
from knowledge.areas.folding import fold

MOST_LINES: Final = 20_000
MOST_WRONG: Final = 100
MOST_COLUMNS: Final = 200
"""Those after them are passed over, as unknown ones are."""
_KEY_LETTERS: Final = 80
_COLUMNS: Final = {
    "email": ("email", "mail", "adresse", "adresse mail", "adresse email", "courriel", "person"),
    "first": ("first day", "first", "from", "start", "start date", "begin", "since", "du", "debut",
              "date de debut", "date debut", "premier jour", "de"),
    "last": ("last day", "last", "to", "until", "end", "end date", "au", "fin", "date de fin",
             "date fin", "dernier jour", "a", "jusqu au"),
    "from_noon": ("from noon", "from noon on", "a partir de midi", "des midi", "debut apres midi",
                  "debute a midi"),
    "to_noon": ("to noon", "until noon", "jusqu a midi", "fin a midi", "finit a midi"),
    "half": ("half day", "half", "part of day", "demi journee", "demie journee", "periode"),
    "note": ("note", "notes", "comment", "reason", "title", "type", "motif", "commentaire",
             "libelle", "intitule", "titre", "nature"),
    "id": ("id", "identifier", "reference", "ref", "uid", "number", "identifiant", "numero"),
}  # fmt: skip
_NAMES: Final = {name: column for column, names in _COLUMNS.items() for name in names}
_YES: Final = frozenset({"1", "x", "y", "yes", "true", "on", "o", "oui", "vrai"})
_NO: Final = frozenset({"", "0", "-", "n", "no", "false", "off", "non", "faux"})
_MORNING: Final = frozenset({"am", "morning", "matin", "m", "matinee"})
_AFTERNOON: Final = frozenset({"pm", "afternoon", "apres midi", "aprem"})
_WHOLE: Final = frozenset(
    {"", "-", "0", "no", "non", "day", "full", "full day", "whole", "whole day", "journee", "jour"}
)
_EARLIEST, _LATEST = 2000, 2100
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?Z?)?")
_EUROPEAN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 00:00(?::00)?)?")


@dataclass(frozen=True, slots=True)
class Row:
    """A period, and whose it is: an address in small letters, empty without such a column."""

    email: str
    found: Found


def read_table(data: bytes, *, with_people: bool) -> list[Row]:
    """The periods of a table, in order; the same period twice comes once.

    Raises Unreadable with every wrong line, the first hundred of them.
    """
    rows: dict[tuple[str, str], Row] = {}
    wrongs: list[Wrong] = []
    for number, columns, record in _records(text_of(data), with_people=with_people):
        try:
            _keep(rows, _row(number, _cells(columns, record)))
        except ValueError as error:
            wrongs.append(Wrong(number, str(error)))
            if len(wrongs) == MOST_WRONG:
                break
    if wrongs:
        raise Unreadable(wrongs)
    return list(rows.values())


def text_of(data: bytes) -> str:
    """The file as text. Raises Unreadable."""
    if data.startswith(b"PK\x03\x04"):
        said = _("This is a workbook. Save it as CSV in your spreadsheet, and choose that file.")
        raise Unreadable([Wrong(0, said)])
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", "replace")
    else:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", "replace")
    if "\0" in text or "\ufffd" in text:
        said = _("This is not a text that is understood. Save it as CSV (UTF-8), and try again.")
        raise Unreadable([Wrong(0, said)])
    return text


def _records(text: str, *, with_people: bool) -> Iterator[tuple[int, list[str], list[str]]]:
    """Each line that says something, after what the columns are. Raises Unreadable for the whole."""
    separator, skipped = _separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    columns: list[str] | None = None
    begins = 1
    try:
        for record in reader:
            number, begins = begins, reader.line_num + 1
            if number <= skipped or not any(cell.strip() for cell in record):
                continue
            if columns is None:
                columns = _columns(number, record, with_people=with_people)
                continue
            if number > MOST_LINES:
                raise Unreadable([Wrong(number, _("This file has too many lines. Split it."))])
            yield number, columns, record
    except csv.Error as error:
        said = _("A quotation mark is open or out of place here.")
        raise Unreadable([Wrong(begins, said)]) from error
    if columns is None:
        raise Unreadable([Wrong(0, _("This file is empty."))])


def _keep(rows: dict[tuple[str, str], Row], row: Row) -> None:
    """Raises ValueError in words."""
    before = rows.setdefault((row.email, row.found.key), row).found
    if before.days != row.found.days:
        said = _("Line %(line)s has the same id and other days. Give each its own.")
        raise ValueError(said % {"line": before.line})


def _cells(columns: list[str], record: list[str]) -> dict[str, str]:
    """Raises ValueError in words."""
    if any(cell.strip() for cell in record[len(columns) :]):
        raise ValueError(_("This line has more fields than the first line has columns."))
    return {name: cell.strip() for name, cell in zip(columns, record, strict=False) if name}


def _separator(text: str) -> tuple[str, int]:
    """What separates fields, and how many lines only say so (“sep=;”, which Excel writes)."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    first = lines[0] if lines else ""
    if first.lower().startswith("sep=") and len(first.strip()) <= len("sep=;"):
        return (first[4:5] or "\t"), 1
    named = {mark: sum(_known(name) != "" for name in _names(first, mark)) for mark in ";,\t"}
    return max(named, key=lambda mark: (named[mark], first.count(mark))), 0


def _names(line: str, mark: str) -> list[str]:
    """What the first fields of a line hold."""
    return line.split(mark, MOST_COLUMNS)[:MOST_COLUMNS]


def _known(name: str) -> str:
    """The column that is called so, or ""."""
    words = re.findall(r"[a-z0-9]+", fold(name).replace("e-mail", "email"))
    return _NAMES.get(" ".join(words), "")


def _columns(number: int, record: list[str], *, with_people: bool) -> list[str]:
    """What each column is; others than the known ones are passed over. Raises Unreadable."""
    columns = [_known(name) for name in record[:MOST_COLUMNS]]
    columns += [""] * (len(record) - len(columns))
    needed = {"first": _("first day"), "email": _("e-mail")}
    for name in ("email", "first") if with_people else ("first",):
        if name not in columns:
            said = _("No column is called “%(name)s”. The first line names the columns.")
            raise Unreadable([Wrong(number, said % {"name": needed[name]})])
    for name in set(columns) - {""}:
        if columns.count(name) > 1:
            twice = [cell for cell, known in zip(record, columns, strict=True) if known == name]
            said = _("Two columns say the same: “%(first)s” and “%(second)s”. Take one away.")
            raise Unreadable([Wrong(number, said % {"first": twice[0], "second": twice[1]})])
    return columns


def _row(number: int, cells: dict[str, str]) -> Row:
    """Raises ValueError in words."""
    first = _day(cells.get("first", ""))
    last = _day(cells["last"]) if cells.get("last") else first
    if last < first:
        raise ValueError(_("The last day is before the first."))
    if (last - first).days > MOST_DAYS_AWAY:
        raise ValueError(_("This is more than three years."))
    from_noon, to_noon = _halves(cells, one_day=first == last)
    email = cells.get("email", "").lower()
    note = "".join(sign for sign in cells.get("note", "") if sign.isprintable())[:NOTE_LETTERS]
    named = cells.get("id", "")
    days = (first, last, from_noon, to_noon)
    key = (
        f"id:{named}"
        if named and len(named) <= _KEY_LETTERS
        else digest_of([named] if named else days)
    )
    return Row(email, Found(*days, note=note, key=key, line=number))


def _halves(cells: dict[str, str], *, one_day: bool) -> tuple[bool, bool]:
    """Whether it begins at noon, and whether it ends at noon."""
    from_noon, to_noon = _yes(cells.get("from_noon", "")), _yes(cells.get("to_noon", ""))
    half = " ".join(re.findall(r"[a-z0-9]+", fold(cells.get("half", ""))))
    if half in _MORNING | _AFTERNOON:
        if not one_day:
            raise ValueError(_("Half a day is of one day: give each day a line of its own."))
        from_noon, to_noon = half in _AFTERNOON, half in _MORNING
    elif half not in _WHOLE:
        said = _("“%(text)s” is no half of a day. Write “morning” or “afternoon”, or nothing.")
        raise ValueError(said % {"text": cells["half"][:40]})
    if one_day and from_noon and to_noon:
        raise ValueError(_("It begins at noon and ends at noon of the same day."))
    return from_noon, to_noon


def _yes(text: str) -> bool:
    word = fold(text)
    if word not in _YES | _NO:
        raise ValueError(_("“%(text)s” is neither yes nor no.") % {"text": text[:40]})
    return word in _YES


def _day(text: str) -> date:
    """2026-12-21, or 21/12/2026 with any of / . - between: the day comes first."""
    if not text:
        raise ValueError(_("The first day is missing."))
    iso, european = _ISO.fullmatch(text), _EUROPEAN.fullmatch(text)
    parts = iso.groups() if iso else european.groups()[::-1] if european else ()
    try:
        day = date(*(int(part) for part in parts)) if parts else None
    except ValueError:
        day = None
    if day is not None and _EARLIEST <= day.year <= _LATEST:
        return day
    said = _("“%(text)s” is not a day. Write 2026-12-21 or 21/12/2026.")
    raise ValueError(said % {"text": text[:40]})
