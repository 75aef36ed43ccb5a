"""Closed contacts of the company's ticket system: all of a file or none, once each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.leave.periods import Unreadable, Wrong
from accounts.models import Team
from accounts.queries import visible_areas
from knowledge.areas.folding import fold
from knowledge.replies.contact_table import MOST_WRONG, ContactRow, read_contacts
from knowledge.replies.models import Contact

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from accounts.models import User

BATCH = 500
_FIELDS = ("closed_on", "channel", "area_id", "team_id", "score")


@dataclass(frozen=True, slots=True)
class ImportedContacts:
    """What came of the lines of a file."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0


@transaction.atomic
def import_contacts(*, data: bytes, by: User, at: datetime | None = None) -> ImportedContacts:
    """Keep each contact; one that came before, by its reference, is brought up to date.

    The same file twice changes nothing. Areas are those that exist for who imports. Raises Unreadable
    with every wrong line, and then nothing is written.
    """
    rows = read_contacts(data)
    at = at or timezone.now()
    areas, teams = _areas(by), _teams()
    wrongs = [wrong for row in rows if (wrong := _unknown(row, areas, teams)) is not None]
    if wrongs:
        raise Unreadable(wrongs[:MOST_WRONG])
    known = _known([row.reference for row in rows])
    fresh, changed = [], []
    for row in rows:
        contact = Contact(
            reference=row.reference,
            closed_on=row.closed_on,
            channel=row.channel,
            area_id=areas.get(fold(row.area)) if row.area else None,
            team_id=teams.get(fold(row.team)) if row.team else None,
            score=row.score,
            imported_by=by,
            imported_at=at,
        )
        before = known.get(row.reference)
        if before is None:
            fresh.append(contact)
        elif _facts(before) != _facts(contact):
            contact.pk = before.pk
            changed.append(contact)
    Contact.objects.bulk_create(fresh, batch_size=BATCH)
    fields = [*(name.removesuffix("_id") for name in _FIELDS), "imported_by", "imported_at"]
    Contact.objects.bulk_update(changed, fields, batch_size=BATCH)
    return ImportedContacts(len(fresh), len(changed), len(rows) - len(fresh) - len(changed))


def _facts(contact: Contact) -> tuple[object, ...]:
    return tuple(getattr(contact, name) for name in _FIELDS)


def _known(references: list[str]) -> dict[str, Contact]:
    found: dict[str, Contact] = {}
    for start in range(0, len(references), BATCH):
        rows = Contact.objects.filter(reference__in=references[start : start + BATCH])
        found |= {row.reference: row for row in rows}
    return found


def _areas(by: User) -> dict[str, int]:
    """By name in both languages and by short name, folded; a name that two have leads nowhere."""
    names: dict[str, set[int]] = {}
    slugs: dict[str, int] = {}
    for area in visible_areas(by):
        slugs[fold(area.slug)] = area.pk
        for name in (area.name, area.name_fr):
            if name:
                names.setdefault(fold(name), set()).add(area.pk)
    return {name: min(pks) for name, pks in names.items() if len(pks) == 1} | slugs


def _teams() -> dict[str, int]:
    """By folded name; a name that two have leads nowhere."""
    names: dict[str, set[int]] = {}
    for pk, name in Team.objects.order_by().values_list("pk", "name"):
        names.setdefault(fold(name), set()).add(pk)
    return {name: min(pks) for name, pks in names.items() if len(pks) == 1}


def _unknown(row: ContactRow, areas: Mapping[str, int], teams: Mapping[str, int]) -> Wrong | None:
    if row.area and fold(row.area) not in areas:
        words = _("“%(name)s” is not the name of one product area.") % {"name": row.area[:80]}
        return Wrong(row.line, words)
    if row.team and fold(row.team) not in teams:
        words = _("“%(name)s” is not the name of one team.") % {"name": row.team[:80]}
        return Wrong(row.line, words)
    return None
