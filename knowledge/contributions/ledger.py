"""Writing an entry: its row, its event and the week's sum, always the three together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied

from accounts.models import User
from knowledge.contributions.models import Entry, EntryEvent
from knowledge.contributions.sums import add_minutes

if TYPE_CHECKING:
    from datetime import datetime

WORDS = ("label", "url", "note", "subject_kind")
"""Fields that say what an entry was about; `subject_id` too, which is a number."""
CHECKED_ALREADY = ("person", "corrects")


def hold(person: User) -> None:
    """Whatever is written for one person comes one after the other, until the transaction ends."""
    User.objects.select_for_update(no_key=True).order_by().get(pk=person.pk)


def refuse_others(person_id: int, by: User | None) -> None:
    """Nobody records or decides for somebody else, whatever their role."""
    if by is not None and by.pk != person_id:
        raise PermissionDenied


def keep(
    entry: Entry,
    *,
    verb: EntryEvent.Verb,
    actor: User | None,
    at: datetime,
    counted: bool = False,
) -> Entry:
    """Save it with its event, and bring the week's sum up to date; in the caller's transaction.

    `counted` says whether its minutes, which then are still the same, were part of the sum before.
    """
    entry.full_clean(exclude=CHECKED_ALREADY)
    entry.save()
    EntryEvent.objects.create(entry=entry, verb=verb, at=at, actor=actor, values=values_of(entry))
    minutes = entry.minutes * (entry.counts - counted)
    if minutes:
        add_minutes(
            person_id=entry.person_id,
            day=entry.day,
            kind=entry.kind,
            area_id=entry.area_id,
            minutes=minutes,
        )
    return entry


def values_of(entry: Entry) -> dict[str, Any]:
    """All its fields, as an event keeps them: days and instants in ISO 8601, rows by their id."""
    values = {field.name: field.value_from_object(entry) for field in Entry._meta.concrete_fields}
    del values["id"]
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in values.items()
    }
