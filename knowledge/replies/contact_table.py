"""CSV: closed contacts in a table, one a line, as a ticket system writes them.

The first line names the columns, in English or French, in any order: reference, closed on, and as wanted
channel, area, team, score. Fields are separated by semicolons, commas or tabs. Nothing is guessed of a
line that is not understood.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.leave.periods import Unreadable, Wrong
from accounts.leave.tables import text_of
from knowledge.areas.folding import fold
from knowledge.passages.channels import Channel
from knowledge.passages.customer_identity import REFERENCE_LENGTH, check_reference

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_LINES: Final = 20_000
MOST_WRONG: Final = 100
_COLUMNS: Final = {
    "reference": ("reference", "ref", "case", "ticket", "id", "number", "dossier", "numero"),
    "closed": ("closed on", "closed", "day", "date", "clos le", "cloture", "ferme le", "jour"),
    "channel": ("channel", "canal"),
    "area": ("area", "product area", "domaine", "domaine produit"),
    "team": ("team", "equipe"),
    "score": ("score", "satisfaction", "note"),
}
_NAMES: Final = {name: column for column, names in _COLUMNS.items() for name in names}
_NEEDED: Final = {"reference": "reference", "closed": "closed on"}
_CHANNELS: Final = {
    **{channel.value: channel.value for channel in Channel},
    "telephone": "phone", "tel": "phone", "mail": "email", "e mail": "email", "courriel": "email",
    "social media": "social", "reseaux sociaux": "social", "tchat": "chat", "boutique": "shop",
    "magasin": "shop", "courrier": "letter", "lettre": "letter",
}  # fmt: skip
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_EUROPEAN: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_HIGHEST: Final = Decimal(1_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRow:
    """A closed contact. Area and team are names or short names, "" for none; the database knows them."""

    line: int
    reference: str
    closed_on: date
    channel: str
    area: str
    team: str
    score: Decimal | None


def read_contacts(data: bytes) -> list[ContactRow]:
    """The lines in order. Raises Unreadable with every wrong one, the first hundred of them."""
    rows: dict[str, ContactRow] = {}
    wrongs: list[Wrong] = []
    for line, cells in _records(text_of(data)):
        try:
            _keep(rows, _row(line, cells))
        except ValidationError as refused:
            wrongs.append(Wrong(line, " ".join(refused.messages)))
            if len(wrongs) == MOST_WRONG:
                break
    if wrongs:
        raise Unreadable(wrongs)
    return list(rows.values())


def _keep(rows: dict[str, ContactRow], row: ContactRow) -> None:
    """Raises ValidationError in words."""
    before = rows.setdefault(row.reference, row)
    if before is not row:
        said = _("Line %(line)s has the same reference.")
        raise ValidationError(said % {"line": before.line})


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
            pairs = zip(columns, record, strict=False)
            yield line, {name: cell.strip() for name, cell in pairs if name}
    except csv.Error as error:
        said = _("A quotation mark is open or out of place here.")
        raise Unreadable([Wrong(begins, said)]) from error
    if columns is None:
        raise Unreadable([Wrong(0, _("This file is empty."))])


def _columns(line: int, record: list[str]) -> list[str]:
    """Columns by their names, "" for those that are passed over. Raises Unreadable."""
    columns = [_NAMES.get(fold(name).replace("-", " ").replace("_", " "), "") for name in record]
    for name in _COLUMNS:
        if columns.count(name) > 1:
            said = _("Two columns are called “%(name)s”. Take one away.")
            raise Unreadable([Wrong(line, said % {"name": name})])
    for column, name in _NEEDED.items():
        if column not in columns:
            said = _("No column is called “%(name)s”. The first line names the columns.")
            raise Unreadable([Wrong(line, said % {"name": name})])
    return columns


def _row(line: int, cells: dict[str, str]) -> ContactRow:
    """Raises ValidationError in words."""
    reference = check_reference(cells.get("reference", ""))
    if not reference:
        raise ValidationError(_("The reference is missing."))
    if len(reference) > REFERENCE_LENGTH:
        words = _("This reference is longer than %(most)d letters.")
        raise ValidationError(words % {"most": REFERENCE_LENGTH})
    return ContactRow(
        line=line,
        reference=reference,
        closed_on=_day(cells.get("closed", "")),
        channel=_channel(cells.get("channel", "")),
        area=cells.get("area", ""),
        team=cells.get("team", ""),
        score=_score(cells.get("score", "")),
    )


def _day(text: str) -> date:
    iso, european = _ISO.fullmatch(text), _EUROPEAN.fullmatch(text)
    try:
        if iso:
            return date(*map(int, iso.groups()))
        if european:
            day, month, year = map(int, european.groups())
            return date(year, month, day)
    except ValueError:
        pass
    words = _("“%(text)s” is no day. Write it as 2026-11-23 or 23/11/2026.")
    raise ValidationError(words % {"text": text[:40]})


def _channel(text: str) -> str:
    if not text:
        return ""
    found = _CHANNELS.get(fold(text).replace("-", " "))
    if found is None:
        words = _("“%(text)s” is no channel: write phone, email, chat, social, shop or letter.")
        raise ValidationError(words % {"text": text[:40]})
    return found


def _score(text: str) -> Decimal | None:
    if not text:
        return None
    try:
        score = Decimal(text.replace(",", "."))
    except InvalidOperation:
        score = Decimal("NaN")
    if not score.is_finite() or abs(score) > _HIGHEST:
        words = _("“%(text)s” is no score: write a number such as 8.5, or nothing.")
        raise ValidationError(words % {"text": text[:40]})
    return round(score, 2)
