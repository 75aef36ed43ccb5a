"""Writing an entry: its row, its event and the week's sum, always the three together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from django.core.exceptions import PermissionDenied

from accounts.models import User
from knowledge.contributions.models import Entry, EntryEvent
from knowledge.contributions.periods import monday_of
from knowledge.contributions.sums import Cell, add_cells, add_minutes

BLANK: Final = {"label": "", "url": "", "note": "", "subject_kind": "", "subject_id": None}
"""What the fields become that say what an entry was about."""
CHECKED_ALREADY = ("person", "corrects")
AT_ONCE = 500


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


def keep_many(
    entries: Sequence[Entry], *, verb: EntryEvent.Verb, actor: User | None
) -> list[Entry]:
    """New ones of one person, each at its `recorded_at`, as `keep` does; in the caller's transaction."""
    for entry in entries:
        entry.clean_fields(exclude=(*CHECKED_ALREADY, "area"))
    kept = Entry.objects.bulk_create(entries, batch_size=AT_ONCE)
    EntryEvent.objects.bulk_create(
        [
            EntryEvent(
                entry=entry,
                verb=verb,
                at=entry.recorded_at,
                actor=actor,
                values=values_of(entry),
            )
            for entry in kept
        ],
        batch_size=AT_ONCE,
    )
    cells: Counter[Cell] = Counter()
    for entry in kept:
        if entry.counts:
            monday = monday_of(entry.day)
            cells[entry.person_id, monday, entry.kind, entry.area_id] += entry.minutes
    add_cells(cells)
    return kept


def values_of(entry: Entry) -> dict[str, Any]:
    """All its fields, as an event keeps them: days and instants in ISO 8601, rows by their id."""
    fields = {field.name: field.value_from_object(entry) for field in Entry._meta.concrete_fields}
    return {name: _plain(value) for name, value in fields.items() if name != "id"}


def untold() -> list[int]:
    """Ids of entries that are not what their last event says; empty unless somebody wrote around the
    actions.
    """
    found: list[int] = []
    last_read = 0
    while rows := list(Entry.objects.order_by("pk").filter(pk__gt=last_read)[:AT_ONCE]):
        last_read = rows[-1].pk
        events = EntryEvent.objects.filter(entry__in=rows).order_by("pk")
        told = dict(events.values_list("entry", "values").iterator())
        found += [entry.pk for entry in rows if told.get(entry.pk) != values_of(entry)]
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value
