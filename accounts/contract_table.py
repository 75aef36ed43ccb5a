"""CSV: contracts of many people in a table, one a line, as spreadsheets and HR systems write it.

The first line names the columns, in English or French, in any order: e-mail, from, full-time week,
and if need be share, the seven days, time zone, country, region. Without a share it is the whole;
without days the week is spread over Monday to Friday; without a country the company's holds.
Nothing is guessed of a line that is not understood.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.actions.contracts import Employment, changes_among
from accounts.employment import Told, told
from accounts.holiday_calendars import countries, is_known, regions
from accounts.hours import WrongHours, read_length
from accounts.leave.periods import Unreadable, Wrong
from accounts.models import WHOLE, Contract, User
from accounts.models.contracts import part_of_week, read_share, spread
from knowledge.areas.folding import fold

MOST_LINES: Final = 10_000
MOST_WRONG: Final = 100
MOST_COLUMNS: Final = 200
"""Those after them are passed over, as unknown ones are."""
MOST_SHOWN: Final = 100
BATCH: Final = 500
_DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FRENCH: Final = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_COLUMNS: Final = {
    "email": ("email", "mail", "adresse mail", "adresse email", "courriel", "person"),
    "since": ("since", "from", "start", "start date", "depuis", "du", "debut", "date de debut"),
    "full_time": ("full time", "full time week", "full time hours", "temps plein",
                  "semaine a temps plein", "heures temps plein"),
    "share": ("share", "contract share", "fte", "quotite", "part", "taux", "temps partiel"),
    "zone": ("time zone", "timezone", "zone", "fuseau", "fuseau horaire"),
    "country": ("country", "public holidays", "pays", "jours feries"),
    "region": ("region", "subdivision"),
    **{day: (day, day[:3], french, french[:3]) for day, french in zip(_DAYS, _FRENCH, strict=True)},
}  # fmt: skip
_NAMES: Final = {name: column for column, names in _COLUMNS.items() for name in names}
_NONE: Final = frozenset({"-", "–", "none", "aucun", "aucune", "non"})
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_EUROPEAN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_EARLIEST, _LATEST = 1970, 2100


@dataclass(frozen=True, slots=True)
class Line:
    """One contract as the table has it; the address in small letters."""

    number: int
    email: str
    since: date
    employment: Employment


@dataclass(frozen=True, slots=True)
class Preview:
    """What a table comes to: `shown` are the first of those that say something new."""

    shown: list[Told]
    new: int
    replaced: int
    same: int

    @property
    def more(self) -> int:
        return self.new - len(self.shown)


def preview_of(contracts: list[Contract]) -> Preview:
    """One query."""
    new, replaced = changes_among(contracts=contracts)
    return Preview(
        shown=[told(contract) for contract in new[:MOST_SHOWN]],
        new=len(new),
        replaced=len(replaced),
        same=len(contracts) - len(new),
    )


def contracts_in(text: str, *, by: User) -> list[Contract]:
    """What the table says, in its order, not saved; one query for 500 people.

    Raises Unreadable with every wrong line, the first hundred of them.
    """
    wrongs: list[Wrong] = []
    lines: list[Line] = []
    for number, cells in _records(text):
        try:
            lines.append(_line(number, cells))
        except ValueError as error:
            wrongs.append(Wrong(number, str(error)))
    people = _people({line.email for line in lines})
    found: dict[tuple[str, date], Line] = {}
    contracts = []
    for line in lines:
        try:
            before = found.setdefault((line.email, line.since), line)
            contracts.append(_contract(line, before, people.get(line.email), by=by))
        except ValidationError as error:
            wrongs.append(Wrong(line.number, " ".join(error.messages)))
    if wrongs:
        raise Unreadable(sorted(wrongs, key=lambda wrong: wrong.line)[:MOST_WRONG])
    return contracts


def _contract(line: Line, before: Line, person: User | None, *, by: User) -> Contract:
    """Raises ValidationError in words."""
    if person is None:
        raise ValidationError(_("Nobody has the address %(mail)s.") % {"mail": line.email})
    if before is not line:
        said = _("Line %(line)s is about the same person and day. Keep one of them.")
        raise ValidationError(said % {"line": before.number})
    return line.employment.contract_of(person, line.since, by=by)


def _people(emails: set[str]) -> dict[str, User]:
    found: dict[str, User] = {}
    named = sorted(emails)
    for start in range(0, len(named), BATCH):
        rows = User.objects.filter(email__in=named[start : start + BATCH])
        found |= {person.email: person for person in rows}
    return found


def _records(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line that says something, by column. Raises Unreadable for the whole."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = max(
        ";,\t", key=lambda mark: sum(map(bool, map(_known, first.split(mark, MOST_COLUMNS))))
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    columns: list[str] | None = None
    try:
        for record in reader:
            if not any(cell.strip() for cell in record):
                continue
            if columns is None:
                columns = _columns(record)
                continue
            if reader.line_num > MOST_LINES:
                said = _("This table has too many lines. Split it.")
                raise Unreadable([Wrong(reader.line_num, said)])
            cells = zip(columns, record, strict=False)
            yield reader.line_num, {name: cell.strip() for name, cell in cells if name}
    except csv.Error as error:
        said = _("A quotation mark is open or out of place here.")
        raise Unreadable([Wrong(reader.line_num, said)]) from error
    if columns is None:
        raise Unreadable([Wrong(0, _("This table is empty."))])


def _known(name: str) -> str:
    """The column that is called so, or ""."""
    words = re.findall(r"[a-z0-9]+", fold(name).replace("e-mail", "email"))
    return _NAMES.get(" ".join(words), "")


def _columns(record: list[str]) -> list[str]:
    """What each column is; others than the known ones are passed over. Raises Unreadable."""
    columns = [_known(name) for name in record[:MOST_COLUMNS]]
    columns += [""] * (len(record) - len(columns))
    needed = {"email": _("e-mail"), "since": _("from"), "full_time": _("full-time week")}
    for column, name in needed.items():
        if column not in columns:
            said = _("No column is called “%(name)s”. The first line names the columns.")
            raise Unreadable([Wrong(1, said % {"name": name})])
    column, count = Counter(filter(None, columns)).most_common(1)[0]
    if count > 1:
        twice = [cell for cell, known in zip(record, columns, strict=True) if known == column]
        said = _("Two columns say the same: “%(first)s” and “%(second)s”. Take one away.")
        raise Unreadable([Wrong(1, said % {"first": twice[0], "second": twice[1]})])
    return columns


def _line(number: int, cells: Mapping[str, str]) -> Line:
    """Raises ValueError in words."""
    full_time = _length(cells.get("full_time", ""))
    if not full_time:
        raise ValueError(_("The full-time week is missing."))
    share = _share(cells.get("share", ""))
    days = [cells.get(day, "") for day in _DAYS]
    week = [_length(day) for day in days] if any(days) else spread(part_of_week(full_time, share))
    country, region = _place(cells.get("country", ""), cells.get("region", ""))
    employment = Employment(
        full_time_minutes=full_time,
        share=share,
        weekday_minutes=tuple(week),
        time_zone=cells.get("zone", ""),
        country=country,
        subdivision=region,
    )
    return Line(number, cells.get("email", "").lower(), _day(cells.get("since", "")), employment)


def _length(text: str) -> int:
    try:
        return read_length(text)
    except WrongHours as error:
        said = _("“%(typed)s” is not understood. Write hours and minutes as 7:30.")
        raise ValueError(said % {"typed": error.part}) from error


def _share(text: str) -> int:
    try:
        return read_share(text) if text else WHOLE
    except ValueError as error:
        said = _("“%(typed)s” is no share. Write a number up to 100, as 80 or 66.67.")
        raise ValueError(said % {"typed": text[:40]}) from error


def _place(country: str, region: str) -> tuple[str, str]:
    """Codes of a place in codes or names, or of one as FR-57. Raises ValueError in words."""
    if not country:
        home, district = settings.PUBLIC_HOLIDAYS
        return (home, _region(home, region)) if region else (home, district)
    if fold(country) in _NONE:
        return "", ""
    code, _dash, district = country.upper().partition("-")
    if not is_known(code):
        code, district = _country_codes().get(fold(country), ""), ""
    if not code:
        raise ValueError(
            _("There are no public holidays of “%(typed)s”.") % {"typed": country[:40]}
        )
    return code, _region(code, region or district)


@lru_cache(maxsize=1)
def _country_codes() -> dict[str, str]:
    return {fold(name): code for language in ("en", "fr") for code, name in countries(language)}


def _region(country: str, region: str) -> str:
    """Its code; what is unknown as it was written, to be refused with the contract."""
    same = (code for code, name in regions(country) if fold(region) in {fold(code), fold(name)})
    return next(same, region)


def _day(text: str) -> date:
    """2026-12-21, or 21/12/2026 with any of / . - between: the day comes first."""
    iso, european = _ISO.fullmatch(text), _EUROPEAN.fullmatch(text)
    parts = iso.groups() if iso else european.groups()[::-1] if european else ()
    try:
        day = date(*(int(part) for part in parts)) if parts else None
    except ValueError:
        day = None
    if day is not None and _EARLIEST <= day.year <= _LATEST:
        return day
    said = _("“%(typed)s” is not a day. Write 2026-12-21 or 21/12/2026.")
    raise ValueError(said % {"typed": text[:40]})
