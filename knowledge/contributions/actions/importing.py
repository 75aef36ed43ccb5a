"""Contributions that another system knows of: proposed to their people, all of a file or none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.leave.periods import Unreadable, Wrong
from accounts.models import User
from knowledge.areas.models import Area
from knowledge.contributions.actions.entries import propose_entry
from knowledge.contributions.entry_table import MOST_WRONG, Row, read_entry_table
from knowledge.contributions.models import Entry, Source, State


@dataclass(slots=True)
class Imported:
    """What came of the lines of a file."""

    proposed: int = 0
    changed: int = 0
    unchanged: int = 0
    decided: int = 0


@transaction.atomic
def import_entries(*, data: bytes, by: User | None = None, at: datetime | None = None) -> Imported:
    """Propose each line to its person; nobody but them confirms it.

    A line that came before, by its id, is brought up to date until its person has decided. Raises
    Unreadable with every wrong line, and then nothing is written.
    """
    rows = read_entry_table(data)
    at = at or timezone.now()
    people = _people(row.email for row in rows)
    areas = {area.slug: area for area in Area.objects.filter(slug__in={row.area for row in rows})}
    imported, wrongs = Imported(), list[Wrong]()
    for row in rows:
        try:
            _import_row(row, people, areas, imported, by=by, at=at)
        except ValidationError as refused:
            wrongs.append(Wrong(row.line, " ".join(refused.messages)))
            if len(wrongs) == MOST_WRONG:
                break
    if wrongs:
        raise Unreadable(wrongs)
    return imported


def _people(emails: Iterable[str]) -> dict[str, User]:
    return {person.email: person for person in User.objects.filter(email__in=set(emails))}


def _import_row(
    row: Row,
    people: dict[str, User],
    areas: dict[str, Area],
    imported: Imported,
    *,
    by: User | None,
    at: datetime,
) -> None:
    person, area = _whose(row, people), _where(row, areas)
    before = _stamp(person, row.external_id)
    entry = propose_entry(
        person=person,
        day=row.day,
        minutes=row.minutes,
        kind=row.kind,
        source=Source.IMPORT,
        area=area,
        label=row.label,
        url=row.url,
        note=row.note,
        external_id=row.external_id,
        by=by,
        at=at,
    )
    if before is None:
        imported.proposed += 1
    elif entry.state != State.PROPOSED:
        imported.decided += 1
    elif before == _stamp(person, row.external_id):
        imported.unchanged += 1
    else:
        imported.changed += 1


def _whose(row: Row, people: dict[str, User]) -> User:
    """Raises ValidationError for who is not here, or not any more."""
    person = people.get(row.email)
    if person is None or not person.is_active:
        raise ValidationError(
            _("Nobody here has the address “%(email)s”.") % {"email": row.email[:80]}
        )
    return person


def _where(row: Row, areas: dict[str, Area]) -> Area | None:
    """Raises ValidationError for an area that is not there."""
    if row.area and row.area not in areas:
        raise ValidationError(
            _("“%(area)s” is not the short name of a product area.") % {"area": row.area[:80]}
        )
    return areas.get(row.area)


def _stamp(person: User, external_id: str) -> int | None:
    """The last event of the entry that was imported under this id; None without one."""
    rows = Entry.objects.of(person).filter(source=Source.IMPORT, external_id=external_id)
    return rows.order_by("-events").values_list("events", flat=True).first()
